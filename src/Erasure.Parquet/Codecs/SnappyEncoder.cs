using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Erasure.Parquet.Codecs;

/// <summary>Writes raw Snappy blocks: greedy matching by a hash of four bytes, in fragments that never look at one another.</summary>
internal static unsafe class SnappyEncoder
{
    /// <summary>Uncompressed bytes a fragment; the reference implementation's value, so that copies never cross it.</summary>
    public const int FragmentLength = 1 << 16;

    private const int MaxTableBits = 14;

    /// <summary>Below this many bytes before the end no match is begun, so that eight bytes can always be loaded.</summary>
    private const int InputMargin = 15;

    /// <summary>The most bytes that <paramref name="length"/> bytes compress to, varint included (the reference implementation's bound).</summary>
    public static int MaxCompressedLength(int length) => checked(32 + length + (length / 6));

    /// <summary>Compresses a whole block.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = WriteLength(source.Length, destination);
        for (int offset = 0; offset < source.Length; offset += FragmentLength)
        {
            ReadOnlySpan<byte> fragment = source.Slice(offset, Math.Min(FragmentLength, source.Length - offset));
            written += CompressFragment(fragment, destination[written..]);
        }

        return written;
    }

    /// <summary>Writes the varint in front of the tags: the bytes that the block decompresses to.</summary>
    public static int WriteLength(int length, Span<byte> destination)
    {
        int written = 0;
        uint rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7)
        {
            destination[written++] = (byte)(rest | 0x80);
        }

        destination[written++] = (byte)rest;
        return written;
    }

    /// <summary>Compresses up to <see cref="FragmentLength"/> bytes to tags that refer to nothing before them.</summary>
    public static int CompressFragment(ReadOnlySpan<byte> fragment, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fragment.Length, FragmentLength, nameof(fragment));
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, fragment.Length + (fragment.Length / 6) + 16, nameof(destination));
        int bits = Math.Clamp(BitOperations.Log2((uint)Math.Max(fragment.Length, 1)) + 1, 8, MaxTableBits);
        ushort* table = stackalloc ushort[1 << MaxTableBits];
        new Span<ushort>(table, 1 << bits).Clear();
        fixed (byte* input = &MemoryMarshal.GetReference(fragment))
        fixed (byte* output = destination)
        {
            return (int)(Encode(input, fragment.Length, output, table, 32 - bits) - output);
        }
    }

    private static byte* Encode(byte* start, int length, byte* output, ushort* table, int shift)
    {
        byte* end = start + length;
        byte* pending = start;
        if (length >= InputMargin)
        {
            byte* limit = end - InputMargin;
            byte* input = start + 1;
            while (true)
            {
                // the longer nothing matches, the larger the steps: incompressible data passes at the speed of a copy
                byte* candidate;
                byte* next = input;
                uint skip = 32;
                uint nextHash = Hash(Load32(input), shift);
                do
                {
                    input = next;
                    uint hash = nextHash;
                    next = input + (skip++ >> 5);
                    if (next > limit)
                    {
                        return EmitLast(output, pending, end);
                    }

                    nextHash = Hash(Load32(next), shift);
                    candidate = start + table[hash];
                    table[hash] = (ushort)(input - start);
                }
                while (Load32(input) != Load32(candidate));

                output = EmitLiteral(output, pending, (int)(input - pending));
                ulong ahead;
                do
                {
                    int matched = 4 + MatchLength.Of(candidate + 4, input + 4, end);
                    output = EmitCopy(output, (int)(input - candidate), matched);
                    input += matched;
                    pending = input;
                    if (input >= limit)
                    {
                        return EmitLast(output, pending, end);
                    }

                    ahead = Unsafe.ReadUnaligned<ulong>(input - 1);
                    table[Hash((uint)ahead, shift)] = (ushort)(input - start - 1);
                    uint hash = Hash((uint)(ahead >> 8), shift);
                    candidate = start + table[hash];
                    table[hash] = (ushort)(input - start);
                }
                while ((uint)(ahead >> 8) == Load32(candidate));

                input++;
            }
        }

        return EmitLast(output, pending, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load32(byte* input) => Unsafe.ReadUnaligned<uint>(input);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint bytes, int shift) => (bytes * 0x1e35a7bd) >> shift;

    private static byte* EmitLast(byte* output, byte* pending, byte* end)
    {
        int length = (int)(end - pending);
        if (length == 0)
        {
            return output;
        }

        output = EmitLiteralTag(output, length);
        Unsafe.CopyBlockUnaligned(output, pending, (uint)length);
        return output + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* EmitLiteral(byte* output, byte* literal, int length)
    {
        // the margin at the input's end and the slack of MaxCompressedLength make sixteen bytes safe here
        if (length <= 16)
        {
            *output++ = (byte)((length - 1) << 2);
            Vector128.Store(Vector128.Load(literal), output);
            return output + length;
        }

        output = EmitLiteralTag(output, length);
        Unsafe.CopyBlockUnaligned(output, literal, (uint)length);
        return output + length;
    }

    private static byte* EmitLiteralTag(byte* output, int length)
    {
        int value = length - 1;
        if (value < 60)
        {
            *output++ = (byte)(value << 2);
        }
        else if (value < 256)
        {
            *output++ = 60 << 2;
            *output++ = (byte)value;
        }
        else
        {
            *output++ = 61 << 2;
            Unsafe.WriteUnaligned(output, (ushort)value);
            output += 2;
        }

        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* EmitCopy(byte* output, int offset, int length)
    {
        while (length >= 68)
        {
            output = EmitLongCopy(output, offset, 64);
            length -= 64;
        }

        if (length > 64)
        {
            // keep at least four for the last one, the shortest that the short form can say
            output = EmitLongCopy(output, offset, 60);
            length -= 60;
        }

        if (length < 12 && offset < 2048)
        {
            *output++ = (byte)(1 | ((length - 4) << 2) | ((offset >> 8) << 5));
            *output++ = (byte)offset;
            return output;
        }

        return EmitLongCopy(output, offset, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* EmitLongCopy(byte* output, int offset, int length)
    {
        *output++ = (byte)(2 | ((length - 1) << 2));
        Unsafe.WriteUnaligned(output, (ushort)offset);
        return output + 2;
    }
}
