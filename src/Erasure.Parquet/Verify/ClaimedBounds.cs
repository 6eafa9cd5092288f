using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>The bounds that a chunk, a page header or a page index gives, and whether they still tell of a value that is gone.</summary>
internal sealed class ClaimedBounds
{
    private readonly LeafColumn column;
    private readonly List<Bound> bounds = [];
    private readonly byte[]? min, max, legacyMin, legacyMax;

    private ClaimedBounds(LeafColumn column, byte[]? min, bool minMayBeShort, byte[]? max, bool maxMayBeShort, byte[]? legacyMin, byte[]? legacyMax)
    {
        this.column = column;
        (this.min, this.max, this.legacyMin, this.legacyMax) = (min, max, legacyMin, legacyMax);
        Add(min, isMax: false, minMayBeShort);
        Add(max, isMax: true, maxMayBeShort);
        Add(legacyMin, isMax: false, mayBeShort: true);
        Add(legacyMax, isMax: true, mayBeShort: true);
    }

    /// <summary>Of a <c>Statistics</c> struct.</summary>
    public static ClaimedBounds Of(LeafColumn column, ThriftStruct? statistics) => new(
        column, statistics?.Binary(6), statistics?.Bool(8) != true, statistics?.Binary(5), statistics?.Bool(7) != true, statistics?.Binary(2), statistics?.Binary(1));

    /// <summary>Of a page in a column index.</summary>
    public static ClaimedBounds Of(LeafColumn column, byte[] min, byte[] max) => new(column, min, true, max, true, null, null);

    /// <summary>Of every page in a column index.</summary>
    public static IEnumerable<ClaimedBounds> OfPages(LeafColumn column, ThriftStruct? index)
    {
        ThriftList? mins = index?.List(2), maxs = index?.List(3);
        return Enumerable.Range(0, Math.Min(mins?.Count ?? 0, maxs?.Count ?? 0)).Select(page => Of(column, mins!.Binary(page), maxs!.Binary(page)));
    }

    /// <summary>Whether the bounds hold every value. The deprecated ones compare signed, and are looked at where that is the column's order.</summary>
    public bool Cover(Extremes values) =>
        values.LieWithin(min, max) && (column.Order is not (ValueOrder.Signed or ValueOrder.Floating or ValueOrder.Boolean) || values.LieWithin(legacyMin, legacyMax));

    /// <summary>Notes which bounds tell of values that are gone.</summary>
    public void AddRemoved(PageValues values, ReadOnlySpan<ValueRun> removed)
    {
        foreach (Bound bound in bounds)
        {
            foreach (ValueRun run in removed)
            {
                for (int i = run.Start; i < run.End && !bound.Tells; i++)
                {
                    bound.Tells = IsSeenIn(values[i], bound);
                }
            }
        }
    }

    /// <summary>
    /// Whether a bound tells of a value that is gone and of none that stays. Bounds between a value that shares its beginning with
    /// them and the extreme share it too, so that the extremes are all there is to look at.
    /// </summary>
    public bool Betray(Extremes staying) => bounds.Exists(bound =>
        bound.Tells && !(staying.Exist && (IsSeenIn(staying.Min, bound) || IsSeenIn(staying.Max, bound))));

    /// <summary>Whether a bound is a value that is asked for by itself.</summary>
    public bool AreAskedFor(ColumnQuery query)
    {
        foreach (byte[] bound in bounds.Select(bound => bound.Value).Where(bound => column.IsVariable || bound.Length == column.Width))
        {
            using ValueBlock block = new();
            if (column.IsVariable)
            {
                block.BorrowVariable(bound, 1, hasPlainLayout: false);
                (block.Starts[0], block.Lengths[0]) = (0, bound.Length);
            }
            else
            {
                block.Borrow(bound, 1, bound.Length);
            }

            if (query.Values.FindNext(block, 0, out int id) >= 0 && query.IsSimple[id])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a bound is such a value, or may be the beginning of one.</summary>
    public bool MayTellOf(ColumnQuery query) => AreAskedFor(query) || bounds.Exists(bound => Array.Exists(query.Values.All, value => IsSeenIn(value, bound)));

    private void Add(byte[]? value, bool isMax, bool mayBeShort)
    {
        if (value is { Length: > 0 })
        {
            bounds.Add(new Bound(value, isMax, mayBeShort));
        }
    }

    /// <summary>The bound is the value, or the value's beginning, with its last character raised where it is an upper one.</summary>
    private bool IsSeenIn(ReadOnlySpan<byte> value, Bound bound)
    {
        if (Extremes.IsNaN(column, value))
        {
            return false;
        }

        if (value.SequenceEqual(bound.Value))
        {
            return true;
        }

        bool isNumber = column.Order is ValueOrder.Floating or ValueOrder.Decimal && (column.IsVariable || bound.Value.Length == value.Length) && !value.IsEmpty;
        bool mayBeShort = bound.MayBeShort && column.Type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray && bound.Value.Length < value.Length;
        return (isNumber && ValueComparer.Compare(column.Order, value, bound.Value) == 0)
            || (mayBeShort && value.StartsWith(bound.IsMax ? bound.Value.AsSpan(0, LastCharacter(bound.Value)) : bound.Value));
    }

    /// <summary>Where the last character of UTF-8 begins; where it isn't UTF-8, the last byte.</summary>
    private static int LastCharacter(byte[] text)
    {
        int last = text.Length - 1;
        while (last > 0 && text.Length - last < 4 && (text[last] & 0xC0) == 0x80)
        {
            last--;
        }

        return last;
    }

    private sealed record Bound(byte[] Value, bool IsMax, bool MayBeShort)
    {
        public bool Tells { get; set; }
    }
}
