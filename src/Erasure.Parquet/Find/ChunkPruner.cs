using System.Text;
using Erasure.Parquet.Bloom;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Decides from statistics, bloom filter and page index what of a chunk has to be read: the cheapest of them first. A chunk that contradicts itself is read whole.</summary>
internal sealed class ChunkPruner(ParquetFile file, WriterTrust trust, RowGroup group, ColumnChunk chunk, ColumnQuery query)
{
    /// <summary>A bloom filter is worth its bytes while it has less than this share of the chunk's.</summary>
    private const int LargestFilterShare = 4;

    /// <summary>More values than this would hit any filter by chance.</summary>
    private const int MostFilteredValues = 4096;

    private readonly LeafColumn column = query.Column;
    private readonly ChunkClaims claims = new(query.Column, chunk, trust);
    private IReadOnlyList<byte[]> pageBounds = [];

    /// <summary>What the chunk says of itself and can't be true, as far as it was looked at; null where nothing is.</summary>
    public string? Contradiction { get; private set; }

    /// <summary>Every bound that was seen, of the chunk and of its column index.</summary>
    public IEnumerable<byte[]> Bounds => QuotedBounds.Of(chunk.Statistics).Concat(pageBounds);

    /// <summary>The pages to read; null where the chunk can't hold any of the values.</summary>
    public async ValueTask<PageSelection?> SelectAsync(CancellationToken cancellationToken)
    {
        if (!file.Options.UseIndexes || !query.CanPrune)
        {
            return PageSelection.All;
        }

        if (claims.Contradiction is not null)
        {
            return ReadWhole(claims.Contradiction);
        }

        // what equals nothing because it is no text has to be told, and whether a row has what a bound quotes is in the rows alone
        if (MalformedValues.AreToldBy(column, claims.Bounds) || QuotedBounds.Any(query, QuotedBounds.Of(chunk.Statistics)))
        {
            return PageSelection.All;
        }

        byte[][] candidates = claims.IsAllNull ? [] : claims.Bounds is { } bounds ? query.Values.Candidates(bounds.Min, bounds.Max) : query.Values.All;
        return candidates.Length == 0 ? null : await SelectAsync(candidates, cancellationToken);
    }

    private async ValueTask<PageSelection?> SelectAsync(byte[][] candidates, CancellationToken cancellationToken)
    {
        if (await ReadBloomFilterAsync(candidates, cancellationToken) is { } filter)
        {
            // a filter that was never filled, or released before it was written
            if (filter.IsEmpty)
            {
                return ReadWhole("an empty bloom filter, and values all the same");
            }

            if (!Array.Exists(candidates, value => filter.MayContain(value)))
            {
                return null;
            }
        }

        return await SelectPagesAsync(cancellationToken);
    }

    private async ValueTask<SplitBlockBloomFilter?> ReadBloomFilterAsync(byte[][] candidates, CancellationToken cancellationToken)
    {
        // a decimal of variable length is hashed as it happens to be stored
        bool isAmbiguous = column.IsVariable && column.Logical.Kind == LogicalKind.Decimal;

        // stored in another character set, a text isn't in the filter and has to be told all the same
        isAmbiguous |= ValueParser.MayBeText(column) && !Array.TrueForAll(candidates, value => Ascii.IsValid(value));
        bool isWorthIt = candidates.Length <= MostFilteredValues && !isAmbiguous && trust.BloomFilters && chunk.BloomFilterOffset is not null
            && !(chunk.BloomFilterLength is { } length && length > chunk.TotalCompressedSize / LargestFilterShare);
        return isWorthIt ? await BloomFilterReader.ReadAsync(file, chunk, cancellationToken) : null;
    }

    private async ValueTask<PageSelection?> SelectPagesAsync(CancellationToken cancellationToken)
    {
        if (file.Writer.CarriesPrefixAcrossPages || !trust.Bounds(column) || await PageClaims.ReadAsync(file, group, chunk, claims, cancellationToken) is not { } pages)
        {
            return PageSelection.All;
        }

        if (pages.Contradiction is not null)
        {
            return ReadWhole(pages.Contradiction);
        }

        pageBounds = [.. Enumerable.Range(0, pages.Locations.Count).Select(pages.Bounds).OfType<ValueBounds>().SelectMany(bounds => new[] { bounds.Min, bounds.Max })];
        List<PageLocation> selected = [];
        for (int i = 0; i < pages.Locations.Count; i++)
        {
            if (!pages.IsNullPage(i) && (pages.Bounds(i) is not { } bounds || MalformedValues.AreToldBy(column, bounds) || query.Values.Candidates(bounds.Min, bounds.Max).Length > 0))
            {
                selected.Add(pages.Locations[i]);
            }
        }

        return selected.Count == 0 ? null : selected.Count == pages.Locations.Count ? PageSelection.All : PageSelection.Of(selected, pages.Locations[0].Offset);
    }

    private PageSelection ReadWhole(string contradiction)
    {
        Contradiction = contradiction;
        return PageSelection.All;
    }
}
