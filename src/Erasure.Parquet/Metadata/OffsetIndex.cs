using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Metadata;

/// <summary>A typed view on the thrift struct <c>OffsetIndex</c>.</summary>
internal static class OffsetIndex
{
    /// <summary>
    /// A chunk's data pages as its offset index names them, where they lie side by side up to the chunk's end; null where there is no such
    /// index. Whether they are pages, and which rows they begin with, only the pages tell.
    /// </summary>
    public static async ValueTask<IReadOnlyList<PageLocation>?> ReadPagesAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        if (await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken) is not { } raw)
        {
            return null;
        }

        ThriftList list = raw.RequiredList(1, "OffsetIndex.page_locations");
        PageLocation[] pages = new PageLocation[list.Count];
        for (int i = 0; i < pages.Length; i++)
        {
            pages[i] = PageLocation.Of(list.Struct(i));
        }

        return AreSideBySide(pages, chunk) ? pages : null;
    }

    private static bool AreSideBySide(PageLocation[] pages, ColumnChunk chunk)
    {
        if (pages.Length == 0 || pages[0].Offset < chunk.PagesOffset)
        {
            return false;
        }

        long end = pages[0].Offset;
        foreach (PageLocation page in pages)
        {
            if (page.Offset != end || page.Size <= 0)
            {
                return false;
            }

            end += page.Size;
        }

        return end == chunk.PagesOffset + chunk.TotalCompressedSize;
    }
}
