namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A decoding table of Huffman-coded literals (RFC 8878, 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MaxCodeLength = HuffmanWeights.MaxCodeLength;

    private readonly Entry[] entries = new Entry[1 << MaxCodeLength];
    private int codeLength;

    /// <summary>Reads the tree's description and moves <paramref name="source"/> behind it.</summary>
    public void Read(ref ReadOnlySpan<byte> source)
    {
        Span<byte> weights = stackalloc byte[HuffmanWeights.Room];
        int count = HuffmanWeights.Read(ref source, weights, out codeLength);
        int at = 0;
        for (int weight = 1; weight <= codeLength; weight++)
        {
            for (int symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] == weight)
                {
                    int span = 1 << (weight - 1);
                    entries.AsSpan(at, span).Fill(new Entry((byte)symbol, (byte)(codeLength + 1 - weight)));
                    at += span;
                }
            }
        }
    }

    /// <summary>Decodes one stream, which must make exactly <paramref name="destination"/>.</summary>
    public void Decode(ReadOnlySpan<byte> stream, Span<byte> destination)
    {
        var bits = new BackwardBits(stream);
        Entry[] table = entries;
        int width = codeLength;
        int i = 0;
        for (; i + 4 <= destination.Length; i += 4)
        {
            // four codes of eleven bits fit one look
            ulong word = bits.Peek(4 * MaxCodeLength);
            int used = 0;
            for (int k = 0; k < 4; k++)
            {
                Entry entry = table[(word >> ((4 * MaxCodeLength) - used - width)) & ((1ul << width) - 1)];
                destination[i + k] = entry.Symbol;
                used += entry.Bits;
            }

            bits.Skip(used);
        }

        for (; i < destination.Length; i++)
        {
            Entry entry = table[bits.Peek(width)];
            destination[i] = entry.Symbol;
            bits.Skip(entry.Bits);
        }

        if (bits.Remaining != 0)
        {
            throw ZstdErrors.Corrupt("a stream of literals doesn't end where it should.");
        }
    }

    private readonly record struct Entry(byte Symbol, byte Bits);
}
