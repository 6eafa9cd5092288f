using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>Unsigned LEB128, and zigzag on top of it.</summary>
internal static class Varint
{
    public static ulong Read(ReadOnlySpan<byte> source, ref int position, string what)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (position >= source.Length)
            {
                throw EncodingErrors.TooShort(what);
            }

            byte part = source[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw EncodingErrors.Invalid($"{what} has a varint of more than 10 bytes.");
    }

    public static long ReadZigZag(ReadOnlySpan<byte> source, ref int position, string what)
    {
        ulong value = Read(source, ref position, what);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public static void Write(ByteBuffer output, ulong value)
    {
        while (value >= 0x80)
        {
            output.Append((byte)(value | 0x80));
            value >>= 7;
        }

        output.Append((byte)value);
    }

    public static void WriteZigZag(ByteBuffer output, long value) => Write(output, (ulong)((value << 1) ^ (value >> 63)));
}
