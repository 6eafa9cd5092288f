using Erasure.Parquet.Bloom;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Decides from statistics, bloom filter and page index what of a chunk has to be read: the cheapest of them first.</summary>
internal sealed class ChunkPruner(ParquetFile file, ColumnChunk chunk, ColumnQuery query)
{
    /// <summary>A bloom filter is worth its bytes while it has less than this share of the chunk's.</summary>
    private const int LargestFilterShare = 4;

    /// <summary>More values than this would hit any filter by chance.</summary>
    private const int MostFilteredValues = 4096;

    private readonly LeafColumn column = query.Column;

    /// <summary>The pages to read; null where the chunk can't hold any of the values.</summary>
    public async ValueTask<PageSelection?> SelectAsync(CancellationToken cancellationToken)
    {
        if (!file.Options.UseIndexes)
        {
            return PageSelection.All;
        }

        byte[][] candidates = StatisticsPruner.Candidates(query, chunk);
        return candidates.Length == 0 || !await PassesBloomFilterAsync(candidates, cancellationToken) ? null : await SelectPagesAsync(cancellationToken);
    }

    private async ValueTask<bool> PassesBloomFilterAsync(byte[][] candidates, CancellationToken cancellationToken)
    {
        // a decimal of variable length is hashed as it happens to be stored
        bool isAmbiguous = column.IsVariable && column.Logical.Kind == LogicalKind.Decimal;
        if (candidates.Length > MostFilteredValues || isAmbiguous || chunk.BloomFilterOffset is null
            || chunk.BloomFilterLength is { } length && length > chunk.TotalCompressedSize / LargestFilterShare)
        {
            return true;
        }

        return await BloomFilterReader.ReadAsync(file, chunk, cancellationToken) is not { } filter || Array.Exists(candidates, value => filter.MayContain(value));
    }

    private async ValueTask<PageSelection?> SelectPagesAsync(CancellationToken cancellationToken)
    {
        if (column.Order == ValueOrder.None || chunk.ColumnIndex is null || file.Writer.CarriesPrefixAcrossPages
            || await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken) is not { } columnIndex
            || await OffsetIndex.ReadPagesAsync(file, chunk, cancellationToken) is not { } locations)
        {
            return PageSelection.All;
        }

        ThriftList nullPages = columnIndex.RequiredList(1, "ColumnIndex.null_pages");
        ThriftList mins = columnIndex.RequiredList(2, "ColumnIndex.min_values");
        ThriftList maxs = columnIndex.RequiredList(3, "ColumnIndex.max_values");
        if (nullPages.Count != locations.Count || mins.Count != locations.Count || maxs.Count != locations.Count)
        {
            return PageSelection.All;
        }

        List<PageLocation> selected = [];
        for (int i = 0; i < locations.Count; i++)
        {
            if (nullPages.Number(i) != 0 && column.MaxDefinition == 0)
            {
                // a required column has no nulls: this index was not made from the pages
                return PageSelection.All;
            }

            if (nullPages.Number(i) == 0 && MayContain(mins.Binary(i), maxs.Binary(i)))
            {
                selected.Add(locations[i]);
            }
        }

        return selected.Count == 0 ? null : selected.Count == locations.Count ? PageSelection.All : PageSelection.Of(selected, locations[0].Offset);
    }

    private bool MayContain(byte[] min, byte[] max) =>
        !ValueComparer.IsComparable(column, min) || !ValueComparer.IsComparable(column, max) || !query.Values.Within(min, max).IsEmpty;
}
