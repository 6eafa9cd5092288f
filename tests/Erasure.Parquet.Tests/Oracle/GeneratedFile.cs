using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle;

/// <summary>Parquet files of random schemas and layouts, the same for the same seed: DuckDB makes them, and arrow-rs writes two thirds of them anew.</summary>
/// <remarks>The first column is <c>id</c>, a BIGINT that counts the rows from 0.</remarks>
internal static class GeneratedFile
{
    private static readonly Lock Making = new();
    private static readonly string Folder = Directory.CreateTempSubdirectory("erasure-oracle-").FullName;

    static GeneratedFile() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);

    /// <summary>Makes the file of a seed.</summary>
    /// <returns>Its path.</returns>
    public static string Make(int seed)
    {
        string path = Path.Combine(Folder, $"{seed}.parquet");
        lock (Making)
        {
            if (!File.Exists(path))
            {
                Make(seed, path);
            }
        }

        return path;
    }

    /// <summary>A path in the folder of generated files, which is deleted in the end.</summary>
    public static string PathOf(string name) => Path.Combine(Folder, name);

    private static void Make(int seed, string path)
    {
        var random = new Random(seed);
        string made = seed % 3 == 0 ? path : path + ".duckdb";
        int rows = seed % 5 == 0 ? random.Next(1, 60) : random.Next(500, 6000);
        Foreign.Sql($"COPY ({RandomTable.Select(random, rows)}) TO '{made}' ({RandomCopyOptions(random)})");
        if (made != path)
        {
            try
            {
                Foreign.Rewrite(made, path, RandomChoices(random));
                File.Delete(made);
            }
            catch (ForeignException)
            {
                // arrow-rs refuses some of DuckDB's delta pages; what DuckDB wrote is a case too
                File.Move(made, path);
            }
        }
    }

    private static string RandomCopyOptions(Random random)
    {
        string codec = Pick(random, "uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4");
        string options = $"FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION {Pick(random, "v1", "v2")}, ROW_GROUP_SIZE {Pick(random, "2048", "4096", "100000")}";
        return options
            + (random.Next(3) == 0 ? ", DICTIONARY_SIZE_LIMIT 1" : "")
            + (random.Next(4) == 0 ? ", WRITE_BLOOM_FILTER false" : "")
            + (random.Next(3) == 0 ? ", KV_METADATA {origin: 'test', note: 'kept'}" : "");
    }

    private static JsonObject RandomChoices(Random random)
    {
        var choices = new JsonObject
        {
            ["compression"] = Pick(random, "UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"),
            ["version"] = random.Next(1, 3),
            ["dictionary"] = random.Next(3) > 0,
            ["pageSize"] = 1 << random.Next(6, 17),
            ["batchSize"] = 1 << random.Next(2, 10),
            ["rowGroupSize"] = Pick(random, 37, 500, 1000, 100_000),
            ["statistics"] = Pick(random, "None", "Chunk", "Page", "Page"),
            ["columns"] = new JsonObject { ["id"] = Pick(random, "PLAIN", "DELTA_BINARY_PACKED") },
        };
        if (random.Next(2) == 0)
        {
            choices["columns"]!["text"] = Pick(random, "PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY");
        }

        return choices;
    }

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
