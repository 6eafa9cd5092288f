using System.Text.Json.Nodes;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>Has DuckDB, arrow-rs and hyparquet-writer write what a plain file holds.</summary>
internal static class NodeWriters
{
    public static readonly WriterRange DuckDbRange = new(LeafKind.Wide);
    public static readonly WriterRange ArrowRsRange = new(LeafKind.Wide);

    /// <summary>hyparquet reads decimals as floating numbers, and maps as objects that have a key once.</summary>
    public static readonly WriterRange HyparquetRange =
        new([.. LeafKind.Common.Where(kind => kind.Name != "decimal")], HasMaps: false);

    public static void WriteDuckDb(string plain, string path, Random random)
    {
        string codec = random.Pick("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw");
        string options = $"FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION {random.Pick("v1", "v2")}, ROW_GROUP_SIZE {random.Pick(2048, 100_000)}"
            + (random.Next(3) == 0 ? ", DICTIONARY_SIZE_LIMIT 1" : "")
            + (random.Next(4) == 0 ? ", WRITE_BLOOM_FILTER false" : "");
        Foreign.Sql($"COPY (SELECT * FROM read_parquet('{plain}')) TO '{path}' ({options})");
    }

    public static void WriteArrowRs(string plain, string path, Random random, ShreddedTable table)
    {
        var choices = new JsonObject
        {
            ["compression"] = random.Pick("UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4_RAW"),
            ["version"] = random.Next(1, 3),
            ["dictionary"] = random.Next(3) > 0,
            ["pageSize"] = 1 << random.Next(4, 17),
            ["batchSize"] = 1 << random.Next(0, 10),
            ["rowGroupSize"] = random.Pick(37, 300, 100_000),
            ["statistics"] = random.Pick("None", "Chunk", "Page", "Page"),
        };
        var encodings = new JsonObject();
        foreach (ShreddedColumn column in table.Columns.Where(_ => random.Next(2) == 0))
        {
            encodings[column.Path] = column.Leaf.Kind!.Physical switch
            {
                ParquetSharp.PhysicalType.Int32 or ParquetSharp.PhysicalType.Int64 => random.Pick("PLAIN", "DELTA_BINARY_PACKED"),
                ParquetSharp.PhysicalType.ByteArray => random.Pick("PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"),
                _ => "PLAIN",
            };
        }

        choices["columns"] = encodings;
        Foreign.Rewrite(plain, path, choices);
    }

    public static void WriteHyparquet(string plain, string path, string release, Random random, ShreddedTable table)
    {
        var columns = new JsonArray();
        foreach (TableNode column in table.Schema)
        {
            var choices = new JsonObject
            {
                ["offsetIndex"] = random.Next(4) > 0,
                ["bloomFilter"] = column.Shape == NodeShape.Leaf && column.Kind!.Name != "boolean" && random.Next(3) == 0,
            };
            choices["columnIndex"] = (bool)choices["offsetIndex"]! && random.Next(2) == 0;
            if (column.Shape == NodeShape.Leaf && random.Next(3) == 0)
            {
                choices["encoding"] = column.Kind!.Physical switch
                {
                    ParquetSharp.PhysicalType.Int32 or ParquetSharp.PhysicalType.Int64 => random.Pick("PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"),
                    ParquetSharp.PhysicalType.ByteArray when column.Kind == LeafKind.String => random.Pick("PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"),
                    _ => "PLAIN",
                };
            }

            columns.Add(choices);
        }

        Foreign.WriteHyparquet(plain, path, release, new JsonObject
        {
            ["columns"] = columns,
            ["codec"] = random.Pick("UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI"),
            ["pageSize"] = 1 << random.Next(5, 16),
            ["rowGroupSize"] = random.Pick(37, 300, 100_000),
            ["statistics"] = random.Next(5) > 0,
        });
    }
}
