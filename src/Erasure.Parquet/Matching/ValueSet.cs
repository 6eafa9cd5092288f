using System.Text;
using System.Text.Unicode;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>The values a column is asked for, each with an id, over the bytes that the column stores.</summary>
internal abstract class ValueSet
{
    private readonly LeafColumn column;
    private readonly byte[][] sorted;

    /// <summary>Texts that UTF-16, by which some writers compare, would put elsewhere: those with code points from U+E000 on.</summary>
    private readonly byte[][] misplaced;

    /// <summary>Of texts beyond ASCII, one for each of their beginnings up to there: in another character set they begin alike and go on otherwise.</summary>
    private readonly byte[][] misread;

    protected ValueSet(LeafColumn column, IEnumerable<byte[]> values)
    {
        this.column = column;
        sorted = [.. values];
        if (column.Order != ValueOrder.None)
        {
            Array.Sort(sorted, (left, right) => ValueComparer.Compare(column.Order, left, right));
        }

        misplaced = column.Logical.Kind == LogicalKind.String ? Array.FindAll(sorted, value => value.AsSpan().ContainsAnyInRange((byte)0xEE, (byte)0xF4)) : [];
        misread = ValueParser.MayBeText(column) ? [.. sorted.Where(IsBeyondAscii).DistinctBy(value => Convert.ToHexString(value.AsSpan(0, AsciiLength(value))))] : [];
    }

    /// <summary>Every stored form, in the column's order where it has one.</summary>
    public byte[][] All => sorted;

    /// <summary>False where a value that is found may differ from all of <see cref="All"/>: no bounds and no filter of its column rule anything out then.</summary>
    public virtual bool CanPrune => true;

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

    /// <summary>
    /// Those of <see cref="All"/> that may lie within bounds of the column's order. A value that begins with the upper bound may, as writers
    /// shorten bounds and forget to raise them (PARQUET-411).
    /// </summary>
    public byte[][] Candidates(ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        int start = FirstAbove(min, orEqual: true), end = FirstAbove(max, orEqual: false);
        while (column.IsVariable && column.Order == ValueOrder.Bytes && end < sorted.Length && sorted[end].AsSpan().StartsWith(max))
        {
            end++;
        }

        ReadOnlySpan<byte[]> within = start < end ? sorted.AsSpan(start, end - start) : [];
        byte[][] candidates = misplaced.Length == 0 ? within.ToArray() : [.. misplaced.Union([.. within])];
        for (int i = 0; i < misread.Length && candidates.Length == 0; i++)
        {
            candidates = MayBeMisread(misread[i], min, max) ? [misread[i]] : [];
        }

        return candidates;
    }

    private static bool IsBeyondAscii(byte[] value) => !Ascii.IsValid(value) && Utf8.IsValid(value);

    private static int AsciiLength(ReadOnlySpan<byte> value) => value.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);

    /// <summary>Whether the value may lie within the bounds with any bytes beyond ASCII behind its beginning.</summary>
    private static bool MayBeMisread(ReadOnlySpan<byte> value, ReadOnlySpan<byte> min, ReadOnlySpan<byte> max)
    {
        ReadOnlySpan<byte> beginning = value[..AsciiLength(value)];
        ReadOnlySpan<byte> least = [.. beginning, 0x80], most = [.. beginning, byte.MaxValue];
        return most.SequenceCompareTo(min) >= 0 && (least.SequenceCompareTo(max) <= 0 || least.StartsWith(max));
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
