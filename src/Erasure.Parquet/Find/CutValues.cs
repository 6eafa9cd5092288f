using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>The values that a column is asked for by themselves and whose bounds writers shorten, in the order of their bytes.</summary>
internal sealed class CutValues
{
    /// <summary>Less is the beginning of anything.</summary>
    private const int Shortest = 4;

    private readonly byte[][] values;

    public CutValues(ColumnQuery query)
    {
        bool areCut = query.Column.Type is PhysicalType.ByteArray or PhysicalType.FixedLenByteArray && query.Column.Logical.Kind != LogicalKind.Decimal;
        values = areCut ? [.. query.Values.All.Where(value => value.Length > Shortest && QuotedBounds.Any(query, [value]))] : [];
        Array.Sort(values, (one, other) => one.AsSpan().SequenceCompareTo(other));
    }

    /// <summary>Whether the bound may be the beginning of one of them.</summary>
    public bool HasCut(ReadOnlySpan<byte> bound, bool isMax)
    {
        if (bound.Length < Shortest)
        {
            return false;
        }

        if (HasLonger(bound, bound.Length))
        {
            return true;
        }

        // Raised by one at one of its last bytes, behind which there is nothing.
        for (int at = bound.Length - 1; isMax && at >= bound.Length - Shortest; at--)
        {
            byte[] lower = bound[..(at + 1)].ToArray();
            if (lower[at]-- > 0 && HasLonger(lower, bound.Length))
            {
                return true;
            }

            if (bound[at] is not (0 or 0x80))
            {
                break;
            }
        }

        return false;
    }

    /// <summary>Whether the bound is the value's beginning; where it is an upper one, with its last byte or character raised by one, perhaps.</summary>
    public static bool IsCut(ReadOnlySpan<byte> value, ReadOnlySpan<byte> bound, bool isMax)
    {
        if (bound.Length < Shortest || bound.Length >= value.Length)
        {
            return false;
        }

        int same = value.CommonPrefixLength(bound);
        return same == bound.Length
            || (isMax && same >= bound.Length - Shortest && bound[same] == value[same] + 1 && !bound[(same + 1)..].ContainsAnyExcept((byte)0, (byte)0x80));
    }

    private bool HasLonger(ReadOnlySpan<byte> beginning, int length)
    {
        int low = 0;
        for (int high = values.Length; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = values[middle].AsSpan().SequenceCompareTo(beginning) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (; low < values.Length && values[low].AsSpan().StartsWith(beginning); low++)
        {
            if (values[low].Length > length)
            {
                return true;
            }
        }

        return false;
    }
}
