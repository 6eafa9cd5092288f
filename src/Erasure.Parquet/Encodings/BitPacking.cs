using System.Buffers.Binary;
using System.Numerics;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>Values of a fixed bit width, least significant bit first (the format's packing for RLE runs and deltas).</summary>
internal static class BitPacking
{
    /// <summary>Unpacks values of up to 57 bits, which fit one unaligned word, and of up to 64 by a second one.</summary>
    public static void Unpack<T>(ReadOnlySpan<byte> source, int bitWidth, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (bitWidth == 0)
        {
            destination.Clear();
            return;
        }

        ulong mask = bitWidth == 64 ? ulong.MaxValue : (1UL << bitWidth) - 1;
        int whole = WholeWords(source.Length, bitWidth, destination.Length);
        long bit = 0;
        for (int i = 0; i < whole; i++, bit += bitWidth)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(source[(int)(bit >> 3)..]) >> (int)(bit & 7);
            destination[i] = T.CreateTruncating(word & mask);
        }

        Span<byte> tail = stackalloc byte[16];
        for (int i = whole; i < destination.Length; i++, bit += bitWidth)
        {
            int start = (int)(bit >> 3), shift = (int)(bit & 7);
            tail.Clear();
            ReadOnlySpan<byte> rest = source[start..];
            rest[..Math.Min(rest.Length, 9)].CopyTo(tail);
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(tail) >> shift;
            if (shift + bitWidth > 64)
            {
                word |= (ulong)tail[8] << (64 - shift);
            }

            destination[i] = T.CreateTruncating(word & mask);
        }
    }

    /// <summary>Packs values; the last byte is filled up with zero bits.</summary>
    public static void Pack(ReadOnlySpan<ulong> values, int bitWidth, ByteBuffer output)
    {
        if (bitWidth == 0)
        {
            return;
        }

        Span<byte> destination = output.Reserve((int)((((long)values.Length * bitWidth) + 7) / 8));
        if (bitWidth <= 56)
        {
            PackNarrow(values, bitWidth, destination);
        }
        else
        {
            PackWide(values, bitWidth, destination);
        }
    }

    private static void PackNarrow(ReadOnlySpan<ulong> values, int bitWidth, Span<byte> destination)
    {
        ulong pending = 0;
        int bits = 0, at = 0;
        foreach (ulong value in values)
        {
            pending |= value << bits;
            for (bits += bitWidth; bits >= 8; bits -= 8)
            {
                destination[at++] = (byte)pending;
                pending >>= 8;
            }
        }

        if (bits > 0)
        {
            destination[at] = (byte)pending;
        }
    }

    /// <summary>Seven bits may wait when the next value comes, and then 64 are too few.</summary>
    private static void PackWide(ReadOnlySpan<ulong> values, int bitWidth, Span<byte> destination)
    {
        UInt128 pending = 0;
        int bits = 0, at = 0;
        foreach (ulong value in values)
        {
            pending |= (UInt128)value << bits;
            for (bits += bitWidth; bits >= 8; bits -= 8)
            {
                destination[at++] = (byte)pending;
                pending >>= 8;
            }
        }

        if (bits > 0)
        {
            destination[at] = (byte)pending;
        }
    }

    /// <summary>How many values can be read by an eight-byte load within the source.</summary>
    private static int WholeWords(int sourceLength, int bitWidth, int count) =>
        bitWidth > 57 || sourceLength < 8 ? 0 : (int)Math.Min(count, (((sourceLength - 8) * 8L) / bitWidth) + 1);
}
