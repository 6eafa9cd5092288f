using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Verify;

/// <summary>Looks for values that are asked for among all bounds of a successor's chunk, where no row has them any more: the chunk's, its column index's and those of the pages' headers.</summary>
internal static class BoundSearch
{
    /// <summary>Bytes fetched at a time: several small pages, and of a large one little more than its header.</summary>
    private const int ReadAhead = 16 << 10;

    public static async ValueTask<bool> HasMatchAsync(ParquetFile file, RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[query.Column.Ordinal];
        if (!query.HasSimple || group.RowCount == 0)
        {
            return false;
        }

        if (ClaimedBounds.Of(query.Column, chunk.Statistics).AreAskedFor(query)
            || ClaimedBounds.OfPages(query.Column, await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken)).Any(bounds => bounds.AreAskedFor(query)))
        {
            return true;
        }

        using PageWalk walk = new(file, group, chunk, ReadAhead);
        while (await walk.NextAsync(cancellationToken))
        {
            if (ClaimedBounds.Of(query.Column, walk.Header.Statistics).AreAskedFor(query))
            {
                return true;
            }
        }

        return false;
    }
}
