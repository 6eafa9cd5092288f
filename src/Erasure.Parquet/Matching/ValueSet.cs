using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>The values a column is asked for, each with an id, over the bytes that the column stores.</summary>
internal abstract class ValueSet
{
    private readonly LeafColumn column;
    private readonly byte[][] sorted;

    protected ValueSet(LeafColumn column, IEnumerable<byte[]> values)
    {
        this.column = column;
        sorted = [.. values];
        if (column.Order != ValueOrder.None)
        {
            Array.Sort(sorted, (left, right) => ValueComparer.Compare(column.Order, left, right));
        }
    }

    /// <summary>Every stored form, in the column's order where it has one.</summary>
    public byte[][] All => sorted;

    /// <summary>The set of the given values; equal values share an id.</summary>
    public static ValueSet Create(LeafColumn column, IReadOnlyList<(byte[] Value, int Id)> values) => column.Type switch
    {
        PhysicalType.Boolean or PhysicalType.Int32 or PhysicalType.Int64 or PhysicalType.Float or PhysicalType.Double => new NumberSet(column, values),
        _ => new BytesSet(column, values),
    };

    /// <summary>The first value at or behind <paramref name="from"/> that is in the set, or -1.</summary>
    public abstract int FindNext(ValueBlock values, int from, out int id);

    /// <summary>False where none of the values is among PLAIN-encoded ones, which is often seen sooner than they are decoded.</summary>
    public virtual bool MayBeIn(ReadOnlySpan<byte> plain) => true;

    /// <summary>The part of <see cref="All"/> that lies within bounds of the column's order.</summary>
    public ReadOnlySpan<byte[]> Within(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        int start = FirstAbove(min, orEqual: true);
        int end = FirstAbove(max, orEqual: false);
        return start < end ? sorted.AsSpan(start, end - start) : [];
    }

    private int FirstAbove(ReadOnlySpan<byte> bound, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            int order = ValueComparer.Compare(column.Order, sorted[middle], bound);
            if (order > 0 || (orEqual && order == 0))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
