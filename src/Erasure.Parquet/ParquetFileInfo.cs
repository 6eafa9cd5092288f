namespace Erasure.Parquet;

/// <summary>What a Parquet file is made of. Never a value: bounds and key/value contents are left out.</summary>
/// <param name="Length">Bytes of the file.</param>
/// <param name="FooterBytes">Bytes of its footer.</param>
/// <param name="Rows">Rows.</param>
/// <param name="CreatedBy">The application that wrote it, in its own words; empty where it doesn't say.</param>
/// <param name="MetadataKeys">Keys of the file's key/value metadata.</param>
/// <param name="Columns">The primitive columns, in order.</param>
/// <param name="RowGroups">The row groups, in order.</param>
public sealed record ParquetFileInfo(
    long Length, long FooterBytes, long Rows, string CreatedBy, IReadOnlyList<string> MetadataKeys, IReadOnlyList<ParquetColumnInfo> Columns, IReadOnlyList<ParquetRowGroupInfo> RowGroups);

/// <summary>A primitive column.</summary>
/// <param name="Path">Dotted path, as a match may name it in full.</param>
/// <param name="ShortPath">The path without the wrappers of lists and maps, which a match may name too.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsOptional">It, or a group above it, can be null.</param>
/// <param name="IsRepeated">It lies in a list or a map.</param>
/// <param name="CanMatch">Text can be compared with it.</param>
public sealed record ParquetColumnInfo(string Path, string ShortPath, string Type, bool IsOptional, bool IsRepeated, bool CanMatch);

/// <summary>A row group.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="CompressedBytes">Bytes of its pages in the file.</param>
/// <param name="UncompressedBytes">Bytes of its pages before compression.</param>
/// <param name="Chunks">Its column chunks, in the order of the columns.</param>
public sealed record ParquetRowGroupInfo(long Rows, long CompressedBytes, long UncompressedBytes, IReadOnlyList<ParquetChunkInfo> Chunks);

/// <summary>A column chunk.</summary>
/// <param name="Codec">Its compression, by the format's name.</param>
/// <param name="Encodings">Its encodings, by the format's names.</param>
/// <param name="Values">Entries, nulls included.</param>
/// <param name="CompressedBytes">Bytes of its pages in the file.</param>
/// <param name="UncompressedBytes">Bytes of its pages before compression.</param>
/// <param name="HasStatistics">The footer holds statistics of it.</param>
/// <param name="ColumnIndexBytes">Bytes of its column index; 0 where it has none.</param>
/// <param name="OffsetIndexBytes">Bytes of its offset index; 0 where it has none.</param>
/// <param name="BloomFilterBytes">Bytes of its bloom filter, header included; 0 where it has none.</param>
public sealed record ParquetChunkInfo(
    string Codec, IReadOnlyList<string> Encodings, long Values, long CompressedBytes, long UncompressedBytes, bool HasStatistics, long ColumnIndexBytes, long OffsetIndexBytes, long BloomFilterBytes);
