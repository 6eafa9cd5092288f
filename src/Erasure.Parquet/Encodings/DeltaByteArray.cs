using Erasure.Parquet.Buffers;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Encodings;

/// <summary>DELTA_BYTE_ARRAY (encoding 7): the length shared with the value before, and the rest of each value.</summary>
internal static class DeltaByteArray
{
    /// <param name="carried">
    /// The last value of the page before, on return that of this page. Old parquet-mr (PARQUET-246) lets a page's first value
    /// share bytes with it.
    /// </param>
    /// <returns>Bytes consumed, and the layout of the lengths.</returns>
    public static (int Consumed, DeltaBinaryPacked.Layout Layout) Decode(LeafColumn column, ReadOnlyMemory<byte> source, int count, int limit, ByteBuffer carried, ValueBlock into)
    {
        using PooledArray<int> rentedPrefixes = new();
        using ValueBlock suffixes = new();
        Span<int> prefixes = rentedPrefixes.Reset(count);
        (int consumed, DeltaBinaryPacked.Layout layout) = DeltaBinaryPacked.Decode(source.Span, prefixes);
        consumed += DeltaLengthByteArray.Decode(source[consumed..], count, suffixes).Consumed;

        int total = Measure(prefixes, suffixes.Lengths, carried.Length, column, limit);
        Span<byte> data = column.IsVariable ? into.OwnVariable(count, total) : into.Own(count, column.Width, limit);
        ReadOnlySpan<byte> previous = carried.Span;
        int position = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> suffix = suffixes[i];
            Span<byte> value = data.Slice(position, prefixes[i] + suffix.Length);
            previous[..prefixes[i]].CopyTo(value);
            suffix.CopyTo(value[prefixes[i]..]);
            if (column.IsVariable)
            {
                into.Starts[i] = position;
                into.Lengths[i] = value.Length;
            }

            previous = value;
            position += value.Length;
        }

        if (count > 0)
        {
            previous.CopyTo(carried.Reset(previous.Length));
        }

        return (consumed, layout);
    }

    public static void Encode(ValueBlock values, ReadOnlySpan<ValueRun> keep, DeltaBinaryPacked.Layout layout, ByteBuffer output)
    {
        using PooledArray<int> rentedPrefixes = new(), rentedSuffixes = new();
        Span<int> prefixes = rentedPrefixes.Reset(values.Count), suffixes = rentedSuffixes.Reset(values.Count);
        using ByteBuffer bytes = new();
        ReadOnlySpan<byte> previous = [];
        int count = 0;
        foreach (ValueRun run in keep)
        {
            for (int i = run.Start; i < run.End; i++, count++)
            {
                ReadOnlySpan<byte> value = values[i];
                prefixes[count] = value.CommonPrefixLength(previous);
                suffixes[count] = value.Length - prefixes[count];
                bytes.Append(value[prefixes[count]..]);
                previous = value;
            }
        }

        DeltaBinaryPacked.Encode<int>(prefixes[..count], layout, output);
        DeltaBinaryPacked.Encode<int>(suffixes[..count], layout, output);
        output.Append(bytes.Span);
    }

    /// <summary>Checks every length, and sums them up.</summary>
    private static int Measure(ReadOnlySpan<int> prefixes, ReadOnlySpan<int> suffixes, int previous, LeafColumn column, int limit)
    {
        long total = 0;
        for (int i = 0; i < prefixes.Length; i++)
        {
            long length = (long)prefixes[i] + suffixes[i];
            if (prefixes[i] < 0 || prefixes[i] > previous || (!column.IsVariable && length != column.Width))
            {
                throw EncodingErrors.Invalid("A delta-encoded value has an impossible length.");
            }

            total += length;
            if (total > limit)
            {
                throw EncodingErrors.TooLarge(limit);
            }

            previous = (int)length;
        }

        return (int)total;
    }
}
