using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Metadata;

/// <summary>An opened file: its footer, checked as far as everything else relies on it.</summary>
internal sealed class ParquetFile
{
    private ParquetFile(IByteSource source, ParquetEraserOptions options, FileMetadata metadata, long dataEnd)
    {
        Source = source;
        Options = options;
        Metadata = metadata;
        DataEnd = dataEnd;
        Schema = SchemaTree.Parse(metadata.Schema, metadata.ColumnOrders);
        Writer = WriterVersion.Parse(metadata.CreatedBy);
    }

    public IByteSource Source { get; }

    public ParquetEraserOptions Options { get; }

    public FileMetadata Metadata { get; }

    public SchemaTree Schema { get; }

    public WriterVersion Writer { get; }

    /// <summary>Where the footer begins: everything else lies before.</summary>
    public long DataEnd { get; }

    /// <exception cref="RefusedException">Not a Parquet file, encrypted, or inconsistent.</exception>
    public static async ValueTask<ParquetFile> OpenAsync(IByteSource source, ParquetEraserOptions options, CancellationToken cancellationToken)
    {
        (FileMetadata metadata, long offset) = await FooterReader.ReadAsync(source, options.MaxFooterBytes, cancellationToken);
        return new ParquetFile(source, options, metadata, offset);
    }

    /// <summary>The same file, read another way.</summary>
    public ParquetFile Through(IByteSource source) => new(source, Options, Metadata, DataEnd);

    /// <summary>The same file, of which nothing that it says of its values is believed.</summary>
    public ParquetFile WithoutPruning() => new(Source, Options with { UseIndexes = false }, Metadata, DataEnd);

    /// <summary>The row group, with chunks that fit the schema.</summary>
    public RowGroup RowGroup(int index)
    {
        RowGroup group = Metadata.RowGroup(index);
        if (group.Columns.Length != Schema.Leaves.Count)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"Row group {index} has {group.Columns.Length} columns, the schema {Schema.Leaves.Count}.");
        }

        if (group.RowCount > int.MaxValue)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"Row group {index} has more than {int.MaxValue} rows.");
        }

        foreach (ColumnChunk chunk in group.Columns)
        {
            if (group.RowCount == 0 && chunk.ValueCount > 0)
            {
                // as a row group without rows it would disappear, values and all
                throw new RefusedException(RefusalCode.Corrupt, $"Row group {index} has no rows, its column {chunk.Ordinal} {chunk.ValueCount} values.");
            }

            if (chunk.IsEncrypted)
            {
                throw new RefusedException(RefusalCode.Encrypted, $"Row group {index}, column {chunk.Ordinal} is encrypted.");
            }

            if (chunk.IsExternal)
            {
                throw new RefusedException(RefusalCode.UnsupportedFeature, $"Row group {index}, column {chunk.Ordinal} lies in another file.");
            }

            if (chunk.PhysicalType != (int)Schema.Leaves[chunk.Ordinal].Type)
            {
                throw new RefusedException(RefusalCode.Corrupt, $"Row group {index}, column {chunk.Ordinal} is not of the schema's type.");
            }
        }

        return group;
    }

    /// <summary>Holds the footer's number of rows against the row groups'; some writers leave it at 0, where it then stays.</summary>
    /// <exception cref="RefusedException">The row groups, which have that many rows in all, don't fit the footer.</exception>
    public void CheckRowCount(long rows)
    {
        if (rows != Metadata.RowCount && Metadata.RowCount != 0)
        {
            throw new RefusedException(RefusalCode.Corrupt, "The row groups do not have the number of rows that the footer says.");
        }
    }

    /// <summary>The bytes of a chunk's pages.</summary>
    public FileRange Pages(RowGroup group, ColumnChunk chunk)
    {
        FileRange range = new FileRange(chunk.PagesOffset, chunk.TotalCompressedSize)
            .Within(DataEnd, $"Row group {group.Index}, column {chunk.Ordinal}");
        return Writer.LeavesDictionaryHeaderOut
            ? range with { Length = Math.Min(range.Length + WriterVersion.DictionaryHeaderPadding, DataEnd - range.Offset) }
            : range;
    }
}
