using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>The deprecated BIT_PACKED levels (encoding 4): most significant bit first, no header.</summary>
internal static class BitPackedLevels
{
    /// <returns>Bytes consumed.</returns>
    public static int Decode(ReadOnlySpan<byte> source, int bitWidth, Span<byte> destination, int limit)
    {
        int bytes = (int)((((long)destination.Length * bitWidth) + 7) / 8);
        if (bytes > source.Length)
        {
            throw EncodingErrors.TooShort("A run of levels");
        }

        int bit = 0;
        for (int i = 0; i < destination.Length; i++)
        {
            int value = 0;
            for (int j = 0; j < bitWidth; j++, bit++)
            {
                value = (value << 1) | ((source[bit >> 3] >> (7 - (bit & 7))) & 1);
            }

            destination[i] = value < limit ? (byte)value : throw EncodingErrors.Invalid("A level is out of range.");
        }

        return bytes;
    }

    public static void Encode(ReadOnlySpan<byte> levels, int bitWidth, ByteBuffer output)
    {
        Span<byte> destination = output.Reserve((int)((((long)levels.Length * bitWidth) + 7) / 8));
        destination.Clear();
        int bit = 0;
        foreach (byte level in levels)
        {
            for (int j = bitWidth - 1; j >= 0; j--, bit++)
            {
                destination[bit >> 3] |= (byte)(((level >> j) & 1) << (7 - (bit & 7)));
            }
        }
    }
}
