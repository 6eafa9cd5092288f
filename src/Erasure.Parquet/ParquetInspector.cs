using Erasure.Parquet.Bloom;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet;

/// <summary>Describes Parquet files from their footer.</summary>
public static class ParquetInspector
{
    private static readonly string[] Codecs = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"];

    private static readonly string[] Encodings =
    [
        "PLAIN", "GROUP_VAR_INT", "PLAIN_DICTIONARY", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT",
    ];

    /// <summary>Reads a file's footer, and the headers of bloom filters whose length it doesn't say.</summary>
    /// <exception cref="RefusedException">Not a Parquet file, encrypted, or inconsistent.</exception>
    public static async ValueTask<ParquetFileInfo> InspectAsync(IByteSource source, ParquetEraserOptions options, CancellationToken cancellationToken)
    {
        ParquetFile file = await ParquetFile.OpenAsync(source, options, cancellationToken);
        List<ParquetRowGroupInfo> groups = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            groups.Add(await DescribeAsync(file, file.RowGroup(i), cancellationToken));
        }

        return new ParquetFileInfo(
            source.Length,
            source.Length - file.DataEnd - 8,
            file.Metadata.RowCount,
            file.Metadata.CreatedBy ?? "",
            [.. Enumerable.Range(0, file.Metadata.KeyValues?.Count ?? 0).Select(i => file.Metadata.KeyValues!.Struct(i).Text(1) ?? "")],
            [.. file.Schema.Leaves.Select(Describe)],
            groups);
    }

    private static ParquetColumnInfo Describe(LeafColumn column) =>
        new(column.Path, column.LogicalPath, column.TypeName, column.MaxDefinition > 0, column.MaxRepetition > 0, ValueParser.IsSupported(column));

    private static async ValueTask<ParquetRowGroupInfo> DescribeAsync(ParquetFile file, RowGroup group, CancellationToken cancellationToken)
    {
        List<ParquetChunkInfo> chunks = [];
        foreach (ColumnChunk chunk in group.Columns)
        {
            long bloom = (await BloomFilterReader.FindRangeAsync(file, chunk, cancellationToken))?.Length ?? 0;
            chunks.Add(new ParquetChunkInfo(
                Name(Codecs, chunk.Codec),
                [.. chunk.Encodings.Select(encoding => Name(Encodings, encoding))],
                chunk.ValueCount,
                chunk.TotalCompressedSize,
                chunk.TotalUncompressedSize,
                chunk.Statistics is not null,
                chunk.ColumnIndex?.Length ?? 0,
                chunk.OffsetIndex?.Length ?? 0,
                bloom));
        }

        return new ParquetRowGroupInfo(group.RowCount, chunks.Sum(chunk => chunk.CompressedBytes), chunks.Sum(chunk => chunk.UncompressedBytes), chunks);
    }

    /// <summary>The number itself where the format has no name for it yet.</summary>
    private static string Name(string[] names, int number) => (uint)number < (uint)names.Length ? names[number] : $"{number}";
}
