using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Glue;

/// <summary>What a table's parameters and classes say about how its files are written.</summary>
internal static class TableFormat
{
    /// <summary>The class that reads CSV with quotes.</summary>
    public const string OpenCsv = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

    private static readonly string[] Parquet = ["org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"];

    /// <summary>The classes that read JSON.</summary>
    public static IReadOnlyList<string> Json { get; } = ["org.openx.data.jsonserde.JsonSerDe", "org.apache.hive.hcatalog.data.JsonSerDe", "org.apache.hadoop.hive.serde2.JsonSerDe"];

    /// <summary>The classes that read delimited text.</summary>
    public static IReadOnlyList<string> Csv { get; } = [OpenCsv, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"];

    /// <summary>The table format that manages the table's files, so that none may be rewritten by itself; null where none does.</summary>
    public static string? ManagerOf(GlueTable table)
    {
        string type = table.Parameters.GetValueOrDefault("table_type") ?? "";
        string provider = table.Parameters.GetValueOrDefault("spark.sql.sources.provider") ?? "";
        return Is("iceberg") ? "Iceberg"
            : Is("delta") || table.InputFormat.Contains("SymlinkTextInputFormat", StringComparison.Ordinal) ? "Delta Lake"
            : Is("hudi") || table.InputFormat.Contains("hudi", StringComparison.OrdinalIgnoreCase) || table.InputFormat.Contains("hoodie", StringComparison.OrdinalIgnoreCase) ? "Hudi"
            : Is("paimon") ? "Paimon"
            : null;

        bool Is(string name) => string.Equals(type, name, StringComparison.OrdinalIgnoreCase) || string.Equals(provider, name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why the table's class and the mapper's format don't go together; null where they do.</summary>
    public static string? Complaint(GlueTable table, DataFormat format)
    {
        IReadOnlyList<string> readers = format switch
        {
            DataFormat.Parquet => Parquet,
            DataFormat.Json => Json,
            _ => Csv,
        };
        if (readers.Contains(table.SerDe, StringComparer.Ordinal))
        {
            return format != DataFormat.Parquet && table.InputFormat.Contains("SequenceFile", StringComparison.Ordinal)
                ? "is kept by the table in Hadoop's sequence files, which aren't read: convert the table to text or Parquet"
                : null;
        }

        string? other = Parquet.Contains(table.SerDe) ? "parquet" : Json.Contains(table.SerDe) ? "json" : Csv.Contains(table.SerDe) ? "csv" : null;
        return other is not null
            ? $"isn't what the table's class {table.SerDe} reads: give {other}"
            : $"isn't what the table's class {table.SerDe} reads, and neither is any other format that can be erased from; there are: {string.Join(", ", readers)}. Convert the table, or its objects are erased from with another tool";
    }
}
