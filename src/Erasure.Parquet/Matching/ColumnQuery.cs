using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>What one column is asked.</summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values, with ids from 0.</param>
/// <param name="IsSimple">By id: a row with this value goes, whatever its other columns hold.</param>
internal sealed record ColumnQuery(LeafColumn Column, ValueSet Values, bool[] IsSimple)
{
    private CutValues? cut;

    public bool HasSimple { get; } = IsSimple.Contains(true);

    /// <summary>Bounds, page bounds and bloom filters of the column may rule values out. Not where a number beyond the type may stand for one: it lies elsewhere.</summary>
    public bool CanPrune { get; } = Values.CanPrune && !Overflow.IsPossible(Column);

    /// <summary>Those of the values that may be seen in bounds that were cut short.</summary>
    public CutValues Cut => cut ??= new CutValues(this);

    /// <summary>Who asks for its values; null where that is not to be told.</summary>
    public Askers? Askers { get; init; }

    /// <summary>In which elements of its lists a value stands matters to a composite match.</summary>
    public bool NeedsElements { get; init; }

    /// <summary>The id of a stored value; null where it isn't asked for, or is none of the column.</summary>
    public int? IdOf(byte[] stored)
    {
        if (stored.Length == 0 || (!Column.IsVariable && stored.Length != Column.Width))
        {
            return null;
        }

        using ValueBlock value = new();
        if (Column.IsVariable)
        {
            value.BorrowVariable(stored, 1, hasPlainLayout: false);
            (value.Starts[0], value.Lengths[0]) = (0, stored.Length);
        }
        else
        {
            value.Borrow(stored, 1, stored.Length);
        }

        return Values.FindNext(value, 0, out int id) == 0 ? id : null;
    }
}
