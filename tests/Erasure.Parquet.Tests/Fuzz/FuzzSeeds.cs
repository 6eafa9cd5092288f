using System.Text.Json.Nodes;
using Erasure.Parquet.Tests.Oracle;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Fuzz;

/// <summary>Small files of every codec, encoding, page version and kind of index, for mutants.</summary>
internal static class FuzzSeeds
{
    private const string Table =
        "SELECT i AS id, 'user' || (i % 5) AS name, CASE WHEN i % 3 > 0 THEN i * 1.5 END AS x, [i, NULL, i + 1][1 : i % 4] AS tags, {a: i % 2 = 0, b: md5(i::VARCHAR)} AS s FROM range(12) t(i)";

    /// <summary>The files of foreign writers, and the small ones of the corpus where it lies beside the checkout.</summary>
    public static List<byte[]> Load()
    {
        string plain = GeneratedFile.PathOf("fuzz-seed.parquet");
        string made = GeneratedFile.PathOf("fuzz-made.parquet");
        var seeds = new List<byte[]>();
        foreach (string options in new[] { "COMPRESSION uncompressed", "COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 1", "COMPRESSION zstd, PARQUET_VERSION v2" })
        {
            Foreign.Sql($"COPY ({Table}) TO '{plain}' (FORMAT parquet, {options})");
            seeds.Add(File.ReadAllBytes(plain));
        }

        string[] codecs = ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];
        for (int i = 0; i < 14; i++)
        {
            var choices = new JsonObject
            {
                ["compression"] = codecs[i % codecs.Length],
                ["version"] = 1 + (i % 2),
                ["dictionary"] = i % 3 > 0,
                ["batchSize"] = 4,
                ["pageSize"] = 64,
                ["rowGroupSize"] = i % 4 == 0 ? 5 : 1000,
                ["statistics"] = i % 3 == 1 ? "Chunk" : "Page",
                ["columns"] = new JsonObject { ["id"] = "DELTA_BINARY_PACKED", ["name"] = i % 2 == 0 ? "DELTA_BYTE_ARRAY" : "DELTA_LENGTH_BYTE_ARRAY" },
            };
            Foreign.Sql($"COPY ({Table}) TO '{plain}' (FORMAT parquet)");
            Foreign.Rewrite(plain, made, choices);
            seeds.Add(File.ReadAllBytes(made));
        }

        string corpus = Path.Combine(Repository.Root, "..", "shared", "parquet-testing", "data");
        if (Directory.Exists(corpus))
        {
            seeds.AddRange(Directory.EnumerateFiles(corpus, "*.parquet", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).Length < 4_000 && !path.Contains("corrupt", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(File.ReadAllBytes));
        }

        return seeds;
    }
}
