using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>DELTA_LENGTH_BYTE_ARRAY (encoding 6): all lengths, delta-encoded, then all bytes.</summary>
internal static class DeltaLengthByteArray
{
    /// <returns>Bytes consumed, and the layout of the lengths.</returns>
    public static (int Consumed, DeltaBinaryPacked.Layout Layout) Decode(ReadOnlyMemory<byte> source, int count, ValueBlock into)
    {
        into.BorrowVariable(source, count, hasPlainLayout: false);
        (int position, DeltaBinaryPacked.Layout layout) = DeltaBinaryPacked.Decode(source.Span, into.Lengths);
        Span<int> starts = into.Starts, lengths = into.Lengths;
        for (int i = 0; i < starts.Length; i++)
        {
            if ((uint)lengths[i] > (uint)(source.Length - position))
            {
                throw EncodingErrors.TooShort("A page");
            }

            starts[i] = position;
            position += lengths[i];
        }

        return (position, layout);
    }

    public static void Encode(ValueBlock values, ReadOnlySpan<ValueRun> keep, DeltaBinaryPacked.Layout layout, ByteBuffer output)
    {
        using PooledArray<int> rented = new();
        Span<int> lengths = rented.Reset(values.Count);
        int count = 0;
        foreach (ValueRun run in keep)
        {
            values.Lengths.Slice(run.Start, run.Count).CopyTo(lengths[count..]);
            count += run.Count;
        }

        DeltaBinaryPacked.Encode<int>(lengths[..count], layout, output);
        foreach (ValueRun run in keep)
        {
            for (int i = run.Start; i < run.End; i++)
            {
                output.Append(values[i]);
            }
        }
    }
}
