using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Core.Lake;

/// <summary>The eraser of each mapper's format, as the mapper says that its objects are written.</summary>
internal static class RowErasers
{
    /// <summary>Finds and erases, skipping what statistics and indexes rule out, unless the mapper says not to.</summary>
    public static IRowEraser For(DataMapper mapper, string key) => Make(mapper, key, new ParquetEraserOptions { UseIndexes = mapper.Pruning });

    /// <summary>Finds for verification: reads every value, and trusts no index.</summary>
    public static IRowEraser ForVerification(DataMapper mapper, string key) => Make(mapper, key, new ParquetEraserOptions { UseIndexes = false });

    /// <summary>How a text object of the mapper is written.</summary>
    public static TextEraserOptions TextOf(DataMapper mapper, string key) => new() { Name = key, Format = mapper.TextFormat };

    private static IRowEraser Make(DataMapper mapper, string key, ParquetEraserOptions parquet) => mapper.Format switch
    {
        DataFormat.Parquet => new ParquetRowEraser(parquet),
        DataFormat.Json => new JsonRowEraser(TextOf(mapper, key)),
        _ => new CsvRowEraser(TextOf(mapper, key)),
    };
}
