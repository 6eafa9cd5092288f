using System.Numerics;
using System.Runtime.InteropServices;
using Erasure.Parquet.Buffers;

namespace Erasure.Parquet.Encodings;

/// <summary>DELTA_BINARY_PACKED (encoding 5), for INT32 and INT64 and for the lengths of the other delta encodings.</summary>
internal static class DeltaBinaryPacked
{
    /// <summary>What writers use when nothing else is known: 128 values a block in 4 miniblocks.</summary>
    public static readonly Layout Default = new(128, 4);

    private const int LargestBlock = 1 << 20;
    private const string What = "A delta-encoded run";

    /// <summary>Values a block holds, and miniblocks it is made of.</summary>
    internal readonly record struct Layout(int BlockSize, int Miniblocks);

    /// <summary>Decodes a run that must hold as many values as <paramref name="destination"/>. 32-bit values wrap.</summary>
    /// <returns>Bytes consumed, and the run's layout.</returns>
    public static (int Consumed, Layout Layout) Decode<T>(ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IBinaryInteger<T>
    {
        int position = 0;
        Layout layout = ReadLayout(source, ref position);
        ulong total = Varint.Read(source, ref position, What);
        if (total != (ulong)destination.Length)
        {
            throw EncodingErrors.Invalid("A delta-encoded run does not hold the number of values that its page needs.");
        }

        long value = Varint.ReadZigZag(source, ref position, What);
        if (destination.IsEmpty)
        {
            return (position, layout);
        }

        destination[0] = T.CreateTruncating(value);
        int filled = 1, perMiniblock = layout.BlockSize / layout.Miniblocks;
        Span<ulong> deltas = stackalloc ulong[64];
        while (filled < destination.Length)
        {
            long minDelta = Varint.ReadZigZag(source, ref position, What);
            if (layout.Miniblocks > source.Length - position)
            {
                throw EncodingErrors.TooShort(What);
            }

            ReadOnlySpan<byte> widths = source.Slice(position, layout.Miniblocks);
            position += layout.Miniblocks;
            foreach (byte width in widths)
            {
                if (filled == destination.Length)
                {
                    break;
                }

                int used = Math.Min(perMiniblock, destination.Length - filled);
                int needed = (int)((((long)used * width) + 7) / 8);
                if (width > 64 || needed > source.Length - position)
                {
                    throw EncodingErrors.TooShort(What);
                }

                ReadOnlySpan<byte> packed = source.Slice(position, needed);
                for (int start = 0; start < used; start += deltas.Length)
                {
                    Span<ulong> part = deltas[..Math.Min(deltas.Length, used - start)];
                    BitPacking.Unpack(packed[(int)((long)start * width / 8)..], width, part);
                    foreach (ulong delta in part)
                    {
                        value = unchecked(value + minDelta + (long)delta);
                        destination[filled++] = T.CreateTruncating(value);
                    }
                }

                // the last miniblock may leave its padding out
                position = (int)Math.Min(source.Length, position + ((long)perMiniblock * width / 8));
            }
        }

        return (position, layout);
    }

    public static void Encode<T>(ReadOnlySpan<T> values, Layout layout, ByteBuffer output)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Varint.Write(output, (ulong)layout.BlockSize);
        Varint.Write(output, (ulong)layout.Miniblocks);
        Varint.Write(output, (ulong)values.Length);
        Varint.WriteZigZag(output, values.IsEmpty ? 0 : long.CreateTruncating(values[0]));
        if (values.Length <= 1)
        {
            return;
        }

        using PooledArray<ulong> rented = new();
        Span<ulong> block = rented.Reset(layout.BlockSize);
        for (int start = 1; start < values.Length; start += layout.BlockSize)
        {
            EncodeBlock(values[(start - 1)..Math.Min(values.Length, start + layout.BlockSize)], layout, block, output);
        }
    }

    /// <summary>Encodes the deltas between neighbours, with arithmetic that wraps at the width of the type.</summary>
    private static void EncodeBlock<T>(ReadOnlySpan<T> values, Layout layout, Span<ulong> block, ByteBuffer output)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int count = values.Length - 1;
        T minDelta = T.MaxValue;
        for (int i = 0; i < count; i++)
        {
            minDelta = T.Min(minDelta, unchecked(values[i + 1] - values[i]));
        }

        ulong typeMask = ulong.MaxValue >> (64 - (8 * Marshal.SizeOf<T>()));
        block.Clear();
        for (int i = 0; i < count; i++)
        {
            block[i] = ulong.CreateTruncating(unchecked(values[i + 1] - values[i] - minDelta)) & typeMask;
        }

        Varint.WriteZigZag(output, long.CreateTruncating(minDelta));
        int perMiniblock = layout.BlockSize / layout.Miniblocks;
        Span<byte> widths = stackalloc byte[layout.Miniblocks];
        for (int i = 0; i < widths.Length; i++)
        {
            ulong all = 0;
            foreach (ulong delta in block.Slice(i * perMiniblock, perMiniblock))
            {
                all |= delta;
            }

            widths[i] = (byte)(64 - BitOperations.LeadingZeroCount(all));
        }

        output.Append(widths);
        for (int i = 0; i < widths.Length && i * perMiniblock < count; i++)
        {
            BitPacking.Pack(block.Slice(i * perMiniblock, perMiniblock), widths[i], output);
        }
    }

    private static Layout ReadLayout(ReadOnlySpan<byte> source, ref int position)
    {
        ulong blockSize = Varint.Read(source, ref position, What);
        ulong miniblocks = Varint.Read(source, ref position, What);
        return blockSize is > 0 and <= LargestBlock && blockSize % 128 == 0 && miniblocks is > 0 and <= 256 && blockSize % miniblocks == 0 && blockSize / miniblocks % 32 == 0
            ? new Layout((int)blockSize, (int)miniblocks)
            : throw EncodingErrors.Invalid("A delta-encoded run has an impossible block layout.");
    }
}
