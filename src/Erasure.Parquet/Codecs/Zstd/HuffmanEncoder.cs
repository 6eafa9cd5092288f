using System.Runtime.CompilerServices;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The encoding side of <see cref="HuffmanTable"/>.</summary>
internal sealed unsafe class HuffmanEncoder
{
    /// <summary>Codes, at most 11 bits each, that fit a word beside 7 bits that wait for more.</summary>
    private const int CodesAtOnce = 5;

    /// <summary>By the byte: its code, shifted left by eight, and the code's length; 0 where the byte has none.</summary>
    private readonly uint[] codes = new uint[256];

    public HuffmanEncoder(ReadOnlySpan<byte> description)
    {
        Span<byte> weights = stackalloc byte[HuffmanWeights.Room];
        int count = HuffmanWeights.Read(ref description, weights, out int codeLength);
        int at = 0;
        for (int weight = 1; weight <= codeLength; weight++)
        {
            for (int symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] == weight)
                {
                    codes[symbol] = ((uint)(at >> (weight - 1)) << 8) | (uint)(codeLength + 1 - weight);
                    at += 1 << (weight - 1);
                }
            }
        }
    }

    /// <summary>Room that a stream of so many bytes may take.</summary>
    public static int MaxEncodedLength(int count) => (count * HuffmanWeights.MaxCodeLength / 8) + 16;

    /// <summary>Whether every byte has a code.</summary>
    public bool Fits(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (codes[value] == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes one stream.</summary>
    /// <param name="bytes">Bytes that all have a code.</param>
    /// <param name="destination">Room for <see cref="MaxEncodedLength"/>.</param>
    /// <returns>Bytes written.</returns>
    public int Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxEncodedLength(bytes.Length), nameof(destination));
        fixed (byte* source = bytes)
        fixed (byte* target = destination)
        fixed (uint* code = codes)
        {
            byte* from = source + bytes.Length;
            byte* to = target;
            ulong word = 0;
            int filled = 0;
            while (from - source >= CodesAtOnce)
            {
                from -= CodesAtOnce;
                Add(code[from[4]], ref word, ref filled);
                Add(code[from[3]], ref word, ref filled);
                Add(code[from[2]], ref word, ref filled);
                Add(code[from[1]], ref word, ref filled);
                Add(code[from[0]], ref word, ref filled);
                Unsafe.WriteUnaligned(to, word);
                to += filled >> 3;
                word >>= filled & ~7;
                filled &= 7;
            }

            while (from > source)
            {
                Add(code[*--from], ref word, ref filled);
            }

            // the end mark, from which the stream is read
            Add((1 << 8) | 1, ref word, ref filled);
            Unsafe.WriteUnaligned(to, word);
            return (int)(to - target) + ((filled + 7) >> 3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(uint code, ref ulong word, ref int filled)
    {
        word |= (ulong)(code >> 8) << filled;
        filled += (int)(code & 0xff);
    }
}
