using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>BYTE_STREAM_SPLIT (encoding 9): the first bytes of all values, then the second bytes, and so on.</summary>
internal static class ByteStreamSplit
{
    public static void Decode(ReadOnlySpan<byte> source, int count, int width, int limit, ValueBlock into)
    {
        if ((long)count * width > source.Length)
        {
            throw EncodingErrors.TooShort("A page");
        }

        // streams are as long as the page says, which may be more than the values it needs
        int stride = width == 0 ? 0 : source.Length / width;
        Span<byte> values = into.Own(count, width, limit);
        for (int stream = 0; stream < width; stream++)
        {
            ReadOnlySpan<byte> bytes = source.Slice(stream * stride, count);
            for (int i = 0; i < bytes.Length; i++)
            {
                values[(i * width) + stream] = bytes[i];
            }
        }
    }

    public static void Encode(ValueBlock values, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        ReadOnlySpan<byte> data = values.Data.Span;
        int total = 0;
        foreach (ValueRun run in keep)
        {
            total += run.Count;
        }

        Span<byte> streams = output.Reserve(total * values.Width);
        for (int stream = 0; stream < values.Width; stream++)
        {
            int at = stream * total;
            foreach (ValueRun run in keep)
            {
                for (int i = run.Start; i < run.End; i++)
                {
                    streams[at++] = data[(i * values.Width) + stream];
                }
            }
        }
    }
}
