using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Encodings;

/// <summary>PLAIN (encoding 0).</summary>
internal static class Plain
{
    private const int LengthBytes = 4;

    /// <returns>Bytes consumed.</returns>
    public static int Decode(LeafColumn column, ReadOnlyMemory<byte> source, int count, int limit, ValueBlock into)
    {
        if (column.IsVariable)
        {
            return DecodeVariable(source, count, into);
        }

        if (column.Type == PhysicalType.Boolean)
        {
            int bytes = (count + 7) / 8;
            if (bytes > source.Length)
            {
                throw EncodingErrors.TooShort("A page");
            }

            BitPacking.Unpack(source.Span, 1, into.Own(count, 1, limit));
            return bytes;
        }

        if ((long)count * column.Width > source.Length)
        {
            throw EncodingErrors.TooShort("A page");
        }

        into.Borrow(source, count, column.Width);
        return count * column.Width;
    }

    /// <summary>One value of a column of bytes.</summary>
    public static byte[] Encode(LeafColumn column, byte[] value)
    {
        if (!column.IsVariable)
        {
            return value;
        }

        byte[] encoded = new byte[LengthBytes + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(encoded, value.Length);
        value.CopyTo(encoded, LengthBytes);
        return encoded;
    }

    public static void Encode(LeafColumn column, ValueBlock values, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        if (column.IsVariable)
        {
            EncodeVariable(values, keep, output);
        }
        else if (column.Type == PhysicalType.Boolean)
        {
            EncodeBooleans(values.Data.Span, keep, output);
        }
        else
        {
            ReadOnlySpan<byte> data = values.Data.Span;
            foreach (ValueRun run in keep)
            {
                output.Append(data.Slice(run.Start * values.Width, run.Count * values.Width));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int DecodeVariable(ReadOnlyMemory<byte> source, int count, ValueBlock into)
    {
        if ((long)count * LengthBytes > source.Length)
        {
            throw EncodingErrors.TooShort("A page");
        }

        into.BorrowVariable(source, count, hasPlainLayout: true);
        ReadOnlySpan<byte> data = source.Span;
        Span<int> starts = into.Starts, lengths = into.Lengths;
        int position = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            if (data.Length - position < LengthBytes)
            {
                throw EncodingErrors.TooShort("A page");
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(data[position..]);
            position += LengthBytes;
            if (length > (uint)(data.Length - position))
            {
                throw EncodingErrors.TooShort("A page");
            }

            starts[i] = position;
            lengths[i] = (int)length;
            position += (int)length;
        }

        return position;
    }

    private static void EncodeVariable(ValueBlock values, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        ReadOnlySpan<byte> data = values.Data.Span;
        ReadOnlySpan<int> starts = values.Starts, lengths = values.Lengths;
        foreach (ValueRun run in keep)
        {
            if (values.HasPlainLayout && run.Count > 0)
            {
                output.Append(data[(starts[run.Start] - LengthBytes)..(starts[run.End - 1] + lengths[run.End - 1])]);
                continue;
            }

            for (int i = run.Start; i < run.End; i++)
            {
                Span<byte> written = output.Reserve(LengthBytes + lengths[i]);
                BinaryPrimitives.WriteInt32LittleEndian(written, lengths[i]);
                data.Slice(starts[i], lengths[i]).CopyTo(written[LengthBytes..]);
            }
        }
    }

    private static void EncodeBooleans(ReadOnlySpan<byte> values, ReadOnlySpan<ValueRun> keep, ByteBuffer output)
    {
        int pending = 0, bits = 0;
        foreach (ValueRun run in keep)
        {
            foreach (byte value in values.Slice(run.Start, run.Count))
            {
                pending |= (value & 1) << bits;
                if (++bits == 8)
                {
                    output.Append((byte)pending);
                    pending = bits = 0;
                }
            }
        }

        if (bits > 0)
        {
            output.Append((byte)pending);
        }
    }
}
