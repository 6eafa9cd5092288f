using Erasure.Core.Configuration;

namespace Erasure.Aws.Glue;

/// <summary>What a table's parameters and classes say about how its files are written.</summary>
internal static class TableFormat
{
    private static readonly string[] Parquet = ["org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"];
    private static readonly string[] Json = ["org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe", "org.apache.hadoop.hive.serde2.JsonSerDe"];
    private static readonly string[] Csv = ["org.apache.hadoop.hive.serde2.OpenCSVSerde", "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"];

    /// <summary>The table format that manages the table's files, so that none may be rewritten by itself; null where none does.</summary>
    public static string? ManagerOf(GlueTable table)
    {
        string type = table.Parameters.GetValueOrDefault("table_type") ?? "";
        string provider = table.Parameters.GetValueOrDefault("spark.sql.sources.provider") ?? "";
        return Is("iceberg") ? "Iceberg"
            : Is("delta") || table.InputFormat.Contains("SymlinkTextInputFormat", StringComparison.Ordinal) ? "Delta Lake"
            : Is("hudi") || table.InputFormat.Contains("hudi", StringComparison.OrdinalIgnoreCase) || table.InputFormat.Contains("hoodie", StringComparison.OrdinalIgnoreCase) ? "Hudi"
            : null;

        bool Is(string name) => string.Equals(type, name, StringComparison.OrdinalIgnoreCase) || string.Equals(provider, name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why the table's reader and ours would see different rows; null where they wouldn't.</summary>
    public static string? Complaint(GlueTable table, DataFormat format)
    {
        string[] readers = format switch
        {
            DataFormat.Parquet => Parquet,
            DataFormat.Json => Json,
            _ => Csv,
        };
        if (!readers.Contains(table.SerDe, StringComparer.Ordinal))
        {
            return $"isn't what the table's class {table.SerDe} reads; there are: {string.Join(", ", readers)}";
        }

        foreach ((string name, string value) in table.SerDeParameters)
        {
            bool isOther = name switch
            {
                "ignore.malformed.json" or "dots.in.keys" => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase),
                "separatorChar" or "field.delim" => value != ",",
                "quoteChar" => value != "\"",
                _ => name.StartsWith("mapping.", StringComparison.Ordinal),
            };
            if (isOther)
            {
                return $"is read by the table with {name}, which makes other rows of the same lines than we do";
            }
        }

        return format == DataFormat.Csv && table.Parameters.GetValueOrDefault("skip.header.line.count") != "1"
            ? "is CSV with a header, but the table has no skip.header.line.count of 1"
            : null;
    }
}
