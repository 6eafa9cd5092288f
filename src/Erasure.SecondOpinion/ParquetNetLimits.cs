using System.Text;
using Parquet.Meta;
using Encoding = Parquet.Meta.Encoding;
using PhysicalType = Parquet.Meta.Type;

namespace Erasure.SecondOpinion;

/// <summary>Columns of which Parquet.Net 6.1.0 reads other values than are there, without an error: what it says of their successor is no evidence.</summary>
/// <remarks>
/// It reads booleans in runs as values of no bits, counts the bytes of shared prefixes in characters, and misreads deltas of many
/// bits (<c>DataColumnReader</c>, <c>DeltaByteArrayEncoder</c> and <c>DeltaBinaryPackedEncoder</c>).
/// </remarks>
internal static class ParquetNetLimits
{
    /// <summary>Deltas that it reads well have fewer bits.</summary>
    private const int WidestDelta = 31;

    /// <summary>Whether the values of a chunk may be others.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="values">What Parquet.Net read of it.</param>
    public static bool MayMisread<T>(ColumnMetaData chunk, ReadOnlySpan<T> values)
        where T : struct
    {
        HashSet<Encoding> encodings = [.. EncodingsOf(chunk)];
        return chunk.Type switch
        {
            PhysicalType.BOOLEAN => encodings.Contains(Encoding.RLE),
            PhysicalType.BYTE_ARRAY => encodings.Contains(Encoding.DELTA_BYTE_ARRAY) && HasBeyondAscii(values),
            PhysicalType.INT32 => encodings.Contains(Encoding.DELTA_BINARY_PACKED) && HasWideDeltas(values, others: false),
            PhysicalType.INT64 => encodings.Contains(Encoding.DELTA_BINARY_PACKED) && HasWideDeltas(values, others: true),
            _ => false,
        };
    }

    // The list of a chunk's encodings has those of the levels, too; they are runs in every file.
    private static IEnumerable<Encoding> EncodingsOf(ColumnMetaData chunk) =>
        chunk.EncodingStats is { Count: > 0 } stats
            ? stats.Where(static stat => stat.PageType != PageType.DICTIONARY_PAGE).Select(static stat => stat.Encoding)
            : chunk.Encodings;

    private static bool HasBeyondAscii<T>(ReadOnlySpan<T> values)
    {
        foreach (T value in values)
        {
            if (value is ReadOnlyMemory<char> text && !Ascii.IsValid(text.Span))
            {
                return true;
            }
        }

        return false;
    }

    // Other types are dates and short integers, which have none, or times of 64 bits.
    private static bool HasWideDeltas<T>(ReadOnlySpan<T> values, bool others)
    {
        long? before = null;
        foreach (T value in values)
        {
            long? number = value switch
            {
                long wide => wide,
                int whole => whole,
                _ => null,
            };
            if (number is null)
            {
                return others;
            }

            if (before is { } last && Int128.Abs((Int128)number.Value - last) >> (WidestDelta - 1) != 0)
            {
                return true;
            }

            before = number;
        }

        return false;
    }
}
