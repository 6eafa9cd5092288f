using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Metadata;

/// <summary>The bytes that a chunk's pages really take.</summary>
internal static class ChunkExtent
{
    /// <summary>What the footer says, but for writers known to say too little (PARQUET-816): there the page headers are walked.</summary>
    public static async ValueTask<FileRange> MeasureAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        FileRange pages = file.Pages(group, chunk);
        if (!file.Writer.LeavesDictionaryHeaderOut)
        {
            return pages;
        }

        using PageCursor cursor = new(file.Source, pages, file.Options, 0);
        long entries = 0;
        while (entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            entries += header.IsData ? header.ValueCount : 0;
        }

        return pages with { Length = cursor.Position - pages.Offset };
    }
}
