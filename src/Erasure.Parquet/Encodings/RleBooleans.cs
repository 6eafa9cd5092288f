using System.Buffers.Binary;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>Booleans as RLE (encoding 3): a 4-byte length, then runs of one bit.</summary>
internal static class RleBooleans
{
    private const int LengthBytes = 4;

    /// <returns>Bytes consumed.</returns>
    public static int Decode(ReadOnlyMemory<byte> source, int count, int limit, ValueBlock into)
    {
        ReadOnlySpan<byte> data = source.Span;
        if (data.Length < LengthBytes)
        {
            if (count > 0)
            {
                throw EncodingErrors.TooShort("A page of booleans");
            }

            into.Own(0, 1, limit);
            return 0;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (length > (uint)(data.Length - LengthBytes))
        {
            throw EncodingErrors.TooShort("A page of booleans");
        }

        return LengthBytes + RleHybrid.Decode(data.Slice(LengthBytes, (int)length), 1, into.Own(count, 1, limit), 2, "A page of booleans");
    }

    public static void Encode(ValueBlock values, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        using ByteBuffer kept = new();
        foreach (ValueRun run in keep)
        {
            kept.Append(values.Data.Span.Slice(run.Start, run.Count));
        }

        int start = output.Length;
        output.Reserve(LengthBytes);
        RleHybrid.Encode<byte>(kept.Span, 1, output);
        BinaryPrimitives.WriteInt32LittleEndian(output.Span[start..], output.Length - start - LengthBytes);
    }
}
