using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A bit stream that is read from its end, as FSE and Huffman streams are; the highest set bit of the last byte marks the end.</summary>
internal ref struct BackwardBits
{
    private readonly ReadOnlySpan<byte> bytes;

    public BackwardBits(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] == 0)
        {
            throw ZstdErrors.Corrupt("a bit stream has no end mark.");
        }

        this.bytes = bytes;
        Remaining = ((bytes.Length - 1) * 8) + BitOperations.Log2(bytes[^1]);
    }

    /// <summary>Bits that are left; negative once more were read than there are (those were zeros).</summary>
    public int Remaining { get; private set; }

    /// <summary>The next bits, 56 at most, the first of them highest; zeros past the beginning.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Peek(int count)
    {
        int from = Remaining - count;
        int index = from >> 3;
        if (from >= 0 && index + 8 <= bytes.Length)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), index));
            return (word >> (from & 7)) & ((1ul << count) - 1);
        }

        return PeekAtEdge(bytes, Remaining, from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count) => Remaining -= count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int count)
    {
        uint value = (uint)Peek(count);
        Remaining -= count;
        return value;
    }

    // static, so that the reader itself can stay in registers
    private static ulong PeekAtEdge(ReadOnlySpan<byte> bytes, int remaining, int from)
    {
        if (remaining <= 0)
        {
            return 0;
        }

        int first = Math.Max(from, 0);
        Span<byte> word = stackalloc byte[16];
        word.Clear();
        ReadOnlySpan<byte> rest = bytes[(first >> 3)..];
        rest[..Math.Min(rest.Length, 8)].CopyTo(word);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(word) >> (first & 7);
        value &= (1ul << (remaining - first)) - 1;
        return from < 0 ? value << -from : value;
    }
}
