using System.Text;

namespace Erasure.Parquet.Tests.Codecs;

/// <summary>Seeded inputs of the shapes that page bodies have.</summary>
internal static class Shapes
{
    /// <summary>The same bytes for the same seed: runs, text, integers, noise or mixtures, 0 bytes to 400 KB.</summary>
    public static byte[] Make(int seed)
    {
        var random = new Random(seed);
        int length = (seed % 7) switch
        {
            0 => seed % 40,
            1 => random.Next(1, 300),
            2 => random.Next(65_530, 65_542),
            3 => random.Next(131_060, 131_090),
            4 => random.Next(1, 20_000),
            5 => random.Next(1, 400_000),
            _ => random.Next(1, 3_000),
        };
        var data = new byte[length];
        switch (random.Next(8))
        {
            case 0:
                random.NextBytes(data);
                break;
            case 1:
                data.AsSpan().Fill((byte)random.Next(256));
                break;
            case 2:
                Repeat(data, random.Next(1, 40), random);
                break;
            case 3:
                Text(data, random);
                break;
            case 4:
                Integers(data, random);
                break;
            case 5:
                Skewed(data, random);
                break;
            default:
                Mixed(data, random);
                break;
        }

        return data;
    }

    private static void Repeat(byte[] data, int period, Random random)
    {
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = i < period || random.Next(500) == 0 ? (byte)random.Next(256) : data[i - period];
        }
    }

    private static void Text(byte[] data, Random random)
    {
        string[] words = ["erasure ", "parquet,", "row\n", "of ", "the ", "user@example.com ", "2026-11-21T", "{\"id\":", "é", "  "];
        var text = new StringBuilder();
        while (text.Length < data.Length)
        {
            text.Append(random.Next(6) == 0 ? random.Next(100_000).ToString() : words[random.Next(words.Length)]);
        }

        Encoding.Latin1.GetBytes(text.ToString().AsSpan(0, data.Length), data);
    }

    private static void Integers(byte[] data, Random random)
    {
        for (int i = 0; i + 8 <= data.Length; i += 8)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i), (long)random.Next(1, 1 << random.Next(1, 31)));
        }
    }

    private static void Skewed(byte[] data, Random random)
    {
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(Math.Pow(random.NextDouble(), 4) * 256);
        }
    }

    private static void Mixed(byte[] data, Random random)
    {
        int at = 0;
        while (at < data.Length)
        {
            int length = Math.Min(data.Length - at, random.Next(1, 5_000));
            Span<byte> part = data.AsSpan(at, length);
            if (at > 0 && random.Next(2) == 0)
            {
                int from = random.Next(at);
                for (int i = 0; i < length; i++)
                {
                    part[i] = data[from + i];
                }
            }
            else if (random.Next(3) == 0)
            {
                part.Fill((byte)random.Next(256));
            }
            else
            {
                random.NextBytes(part);
            }

            at += length;
        }
    }
}
