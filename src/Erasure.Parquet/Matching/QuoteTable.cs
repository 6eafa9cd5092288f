using System.Buffers.Binary;

namespace Erasure.Parquet.Matching;

/// <summary>Byte strings that are looked for anywhere within others, by their first four bytes.</summary>
internal sealed class QuoteTable
{
    /// <summary>Shorter values are in any text by chance.</summary>
    private const int Shortest = 4;

    private readonly Dictionary<uint, List<byte[]>> byBeginning = [];

    public bool IsEmpty => byBeginning.Count == 0;

    public void Add(byte[] value)
    {
        if (value.Length < Shortest)
        {
            return;
        }

        uint beginning = BinaryPrimitives.ReadUInt32LittleEndian(value);
        if (!byBeginning.TryGetValue(beginning, out List<byte[]>? values))
        {
            values = [];
            byBeginning.Add(beginning, values);
        }

        values.Add(value);
    }

    /// <summary>Whether one of them stands somewhere in the text.</summary>
    public bool IsQuotedIn(ReadOnlySpan<byte> text)
    {
        for (int i = 0; !IsEmpty && i + Shortest <= text.Length; i++)
        {
            if (byBeginning.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(text[i..]), out List<byte[]>? values))
            {
                foreach (byte[] value in values)
                {
                    if (text[i..].StartsWith(value))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
