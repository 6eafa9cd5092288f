using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>A decoding table of Huffman-coded literals (RFC 8878, 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MaxCodeLength = 11;

    private readonly Entry[] entries = new Entry[1 << MaxCodeLength];
    private int codeLength;

    /// <summary>Reads the tree's description and moves <paramref name="source"/> behind it.</summary>
    public void Read(ref ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            throw ZstdErrors.Truncated();
        }

        Span<byte> weights = stackalloc byte[256];
        int header = source[0];
        int length = header < 128 ? header : (header - 127 + 1) / 2;
        if (source.Length < length + 1)
        {
            throw ZstdErrors.Truncated();
        }

        ReadOnlySpan<byte> description = source.Slice(1, length);
        source = source[(length + 1)..];
        int count = header < 128 ? ReadCompressedWeights(description, weights) : ReadPlainWeights(description, weights, header - 127);
        Build(weights, count);
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

    private static int ReadPlainWeights(ReadOnlySpan<byte> description, Span<byte> weights, int count)
    {
        for (int i = 0; i < count; i++)
        {
            weights[i] = (byte)((description[i >> 1] >> ((i & 1) == 0 ? 4 : 0)) & 15);
        }

        return count;
    }

    private static int ReadCompressedWeights(ReadOnlySpan<byte> description, Span<byte> weights)
    {
        FseTable table = FseTable.Read(ref description, 6, 15);
        var bits = new BackwardBits(description);
        ReadOnlySpan<FseTable.Entry> states = table.Entries;
        FseTable.Entry even = states[(int)bits.Read(table.AccuracyLog)];
        FseTable.Entry odd = states[(int)bits.Read(table.AccuracyLog)];
        for (int count = 0; count < 253; count += 2)
        {
            weights[count] = even.Symbol;
            even = states[(int)(even.Baseline + bits.Read(even.Bits))];
            if (bits.Remaining < 0)
            {
                weights[count + 1] = odd.Symbol;
                return count + 2;
            }

            weights[count + 1] = odd.Symbol;
            odd = states[(int)(odd.Baseline + bits.Read(odd.Bits))];
            if (bits.Remaining < 0)
            {
                weights[count + 2] = even.Symbol;
                return count + 3;
            }
        }

        throw ZstdErrors.Corrupt("a Huffman tree has too many symbols.");
    }

    private void Build(Span<byte> weights, int count)
    {
        uint sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += weights[i] > 0 ? 1u << (weights[i] - 1) : 0;
        }

        int length = sum == 0 ? 0 : BitOperations.Log2(sum) + 1;
        uint left = (1u << length) - sum;
        if (length is 0 or > MaxCodeLength || count > 255 || !BitOperations.IsPow2(left))
        {
            throw ZstdErrors.Corrupt("a Huffman tree doesn't add up.");
        }

        weights[count++] = (byte)(BitOperations.Log2(left) + 1);
        codeLength = length;
        int at = 0;
        for (int weight = 1; weight <= length; weight++)
        {
            for (int symbol = 0; symbol < count; symbol++)
            {
                if (weights[symbol] == weight)
                {
                    int span = 1 << (weight - 1);
                    entries.AsSpan(at, span).Fill(new Entry((byte)symbol, (byte)(length + 1 - weight)));
                    at += span;
                }
            }
        }
    }

    private readonly record struct Entry(byte Symbol, byte Bits);
}
