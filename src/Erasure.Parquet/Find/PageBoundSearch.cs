using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Looks for values that are asked for among the bounds of a chunk without a row of them and of its pages, in its column index and in the pages' own headers; cut short ones too.</summary>
internal static class PageBoundSearch
{
    /// <summary>Bytes fetched at a time: several small pages, and of a large one little more than its header.</summary>
    private const int ReadAhead = 16 << 10;

    public static async ValueTask<bool> HasMatchAsync(ParquetFile file, RowGroup group, ColumnQuery query, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[query.Column.Ordinal];
        ThriftStruct? index = await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken);
        if (QuotedBounds.Any(query, QuotedBounds.OfPages(index)))
        {
            return true;
        }

        CutBounds cut = new(query);
        cut.Add(chunk.Statistics);
        cut.AddPages(index);
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
        for (long entries = 0; entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            entries += header.IsData ? header.ValueCount : 0;
            if (QuotedBounds.Any(query, QuotedBounds.Of(header.Statistics)))
            {
                return true;
            }

            cut.Add(header.Statistics);
        }

        await cut.ExplainAsync(file, group, chunk, cancellationToken);
        return cut.IsAnyOpen;
    }
}
