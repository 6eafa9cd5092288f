using System.Numerics;

namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>
/// The description of a Huffman tree (RFC 8878, 4.2.1): a weight for each byte. A byte of weight w has a code of
/// <c>codeLength + 1 - w</c> bits, one of weight 0 has none; codes go up with the weight, then with the byte.
/// </summary>
internal static class HuffmanWeights
{
    /// <summary>The longest code, in bits.</summary>
    public const int MaxCodeLength = 11;

    /// <summary>Weights that there must be room for.</summary>
    public const int Room = 256;

    /// <summary>Reads a description and moves <paramref name="source"/> behind it.</summary>
    /// <returns>How many bytes may have a weight.</returns>
    public static int Read(ref ReadOnlySpan<byte> source, scoped Span<byte> weights, out int codeLength)
    {
        int length = DescriptionLength(source);
        int header = source[0];
        ReadOnlySpan<byte> description = source[1..length];
        source = source[length..];
        int count = header < 128 ? ReadCompressed(description, weights) : ReadPlain(description, weights, header - 127);
        return Complete(weights, count, out codeLength);
    }

    /// <summary>Bytes of the description that <paramref name="source"/> begins with.</summary>
    public static int DescriptionLength(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            throw ZstdErrors.Truncated();
        }

        int length = 1 + (source[0] < 128 ? source[0] : (source[0] - 127 + 1) / 2);
        return length <= source.Length ? length : throw ZstdErrors.Truncated();
    }

    private static int ReadPlain(ReadOnlySpan<byte> description, Span<byte> weights, int count)
    {
        for (int i = 0; i < count; i++)
        {
            weights[i] = (byte)((description[i >> 1] >> ((i & 1) == 0 ? 4 : 0)) & 15);
        }

        return count;
    }

    private static int ReadCompressed(ReadOnlySpan<byte> description, Span<byte> weights)
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

    /// <summary>Adds the last weight, which is what is missing to a whole tree.</summary>
    private static int Complete(Span<byte> weights, int count, out int codeLength)
    {
        uint sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += weights[i] > 0 ? 1u << (weights[i] - 1) : 0;
        }

        codeLength = sum == 0 ? 0 : BitOperations.Log2(sum) + 1;
        uint left = (1u << codeLength) - sum;
        if (codeLength is 0 or > MaxCodeLength || count > 255 || !BitOperations.IsPow2(left))
        {
            throw ZstdErrors.Corrupt("a Huffman tree doesn't add up.");
        }

        weights[count] = (byte)(BitOperations.Log2(left) + 1);
        return count + 1;
    }
}
