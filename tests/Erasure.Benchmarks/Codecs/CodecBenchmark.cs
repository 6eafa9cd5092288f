using System.Diagnostics;
using System.Text;
using Erasure.Parquet.Codecs;

namespace Erasure.Benchmarks.Codecs;

/// <summary>MB/s of every codec on one core: the best of several rounds over pages of text and of integers.</summary>
internal static class CodecBenchmark
{
    private const int PageLength = 1 << 20;
    private const int Rounds = 30;

    public static int Run(string[] _)
    {
        Console.WriteLine("| codec | data | ratio | compress MB/s | decompress MB/s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string data, byte[] page) in new[] { ("events", Events()), ("integers", Integers()) })
        {
            foreach ((string name, int number) in new[] { ("snappy", 1), ("gzip", 2), ("brotli", 4), ("lz4_raw", 7), ("zstd", 6) })
            {
                Measure(name, CodecTable.For(number), data, page);
            }

            Measure("zstd, managed", new ZstdCodec(null), data, page);
        }

        return 0;
    }

    private static void Measure(string name, ICodec codec, string data, byte[] page)
    {
        var target = new byte[codec.MaxCompressedLength(page.Length)];
        var back = new byte[page.Length];
        int written = 0;
        double compress = Best(() => written = codec.Compress(page, target));
        double decompress = Best(() => codec.Decompress(target.AsSpan(0, written), back));
        Console.WriteLine($"| {name} | {data} | {(double)page.Length / written:0.00} | {compress:0} | {decompress:0} |");
    }

    private static double Best(Action action)
    {
        double best = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Max(best, PageLength / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6);
        }

        return best;
    }

    private static byte[] Events()
    {
        var random = new Random(1);
        string[] words = ["view", "click", "purchase", "checkout", "https://shop.example/items/", "Mozilla/5.0", "campaign", "spring", "summer"];
        var text = new StringBuilder();
        while (text.Length < PageLength)
        {
            text.Append($"{{\"user\":\"u{random.Next(2_000_000)}\",\"at\":{1_700_000_000 + random.Next(10_000_000)},\"what\":\"{words[random.Next(words.Length)]} {words[random.Next(words.Length)]}\"}}");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, PageLength));
    }

    private static byte[] Integers()
    {
        var random = new Random(2);
        var page = new byte[PageLength];
        for (int i = 0; i < page.Length; i += 8)
        {
            BitConverter.TryWriteBytes(page.AsSpan(i), (long)random.Next(2_000_000));
        }

        return page;
    }
}
