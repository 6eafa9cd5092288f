using Erasure.Core.Configuration;
using Erasure.Parquet;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake;

/// <summary>The eraser of each format.</summary>
internal static class RowErasers
{
    /// <summary>Finds and erases, skipping what statistics and indexes rule out.</summary>
    public static IRowEraser For(DataFormat format, string key) => Make(format, key, new ParquetEraserOptions());

    /// <summary>Finds for verification: reads every value, and trusts no index.</summary>
    public static IRowEraser ForVerification(DataFormat format, string key) => Make(format, key, new ParquetEraserOptions { UseIndexes = false });

    private static IRowEraser Make(DataFormat format, string key, ParquetEraserOptions parquet) => format switch
    {
        DataFormat.Parquet => new ParquetRowEraser(parquet),
        DataFormat.Json => new JsonRowEraser(new TextEraserOptions { Name = key }),
        _ => new CsvRowEraser(new TextEraserOptions { Name = key }),
    };
}
