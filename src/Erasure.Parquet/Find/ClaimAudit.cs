using Erasure.Parquet.Bloom;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Reads a chunk in full and holds every value of it, whoever's, against what the chunk says of itself: bounds, counts, filter, encodings.</summary>
internal sealed class ClaimAudit
{
    private const int ReadAhead = 1 << 20;

    private readonly LeafColumn column;
    private readonly ChunkClaims claims;
    private readonly bool hasOnlyDictionaryPages;
    private readonly PageClaims? pageClaims;
    private readonly SplitBlockBloomFilter? filter;
    private readonly HashSet<int> entriesOfChunk = [];
    private readonly HashSet<int> entriesOfPage = [];
    private string? untruth;
    private int pages;
    private long nulls;
    private long values;

    private ClaimAudit(LeafColumn column, ChunkClaims claims, bool hasOnlyDictionaryPages, PageClaims? pageClaims, SplitBlockBloomFilter? filter)
    {
        this.column = column;
        this.claims = claims;
        this.hasOnlyDictionaryPages = hasOnlyDictionaryPages;
        this.pageClaims = pageClaims;
        this.filter = filter;
    }

    /// <summary>What isn't true; null where everything is, and where the chunk can't be read.</summary>
    public static async ValueTask<string?> FindUntruthAsync(ParquetFile file, WriterTrust trust, RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        LeafColumn leaf = file.Schema.Leaves[chunk.Ordinal];
        ChunkClaims ofChunk = new(leaf, chunk, trust);
        PageClaims? ofPages = await PageClaims.ReadAsync(file, group, chunk, ofChunk, cancellationToken);
        if ((ofChunk.Contradiction ?? ofPages?.Contradiction) is { } contradiction)
        {
            return contradiction;
        }

        bool isHashedAsStored = leaf.IsVariable && leaf.Logical.Kind == LogicalKind.Decimal;
        SplitBlockBloomFilter? bloom = isHashedAsStored ? null : await BloomFilterReader.ReadAsync(file, chunk, cancellationToken);
        ClaimAudit audit = new(leaf, ofChunk, ChunkClaims.HasOnlyDictionaryPages(chunk), ofPages, bloom);
        await audit.ReadAsync(file, group, chunk, cancellationToken);
        return audit.untruth;
    }

    private async ValueTask ReadAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
        using PageDecoder decoder = new(column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        long entries = 0;
        while (untruth is null && entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            ReadOnlyMemory<byte> body = await cursor.ReadBodyAsync(header, cancellationToken);
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, body);
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                Hold(header, decoder);
                pages++;
            }
        }

        if (untruth is null)
        {
            HoldCounts(entries, chunk.ValueCount);
        }
    }

    private void Hold(PageHeader header, PageDecoder page)
    {
        int pageNulls = page.EntryCount - page.PresentCount;
        nulls += pageNulls;
        values += page.PresentCount;
        Expect(header.UsesDictionary || !hasOnlyDictionaryPages, "counts of pages by encoding");
        if (pageClaims is not null)
        {
            Expect(pages < pageClaims.Locations.Count && pageClaims.Locations[pages].Offset == header.Offset, "an offset index");
            Expect(untruth is not null || !pageClaims.IsNullPage(pages) || page.PresentCount == 0, "a page without values");
            Expect(untruth is not null || !IsCounted(pageClaims.NullCount(pages), pageNulls), "null counts of pages");
        }

        if (untruth is null)
        {
            HoldValues(page.Values, pageClaims?.Bounds(pages));
        }
    }

    private void HoldValues(PageValues page, ValueBounds? pageBounds)
    {
        entriesOfPage.Clear();
        for (int i = 0; i < page.Count && untruth is null; i++)
        {
            // entries of a dictionary are used many times
            bool isNewInPage = !page.IsDictionary || entriesOfPage.Add(page.Indices[i]);
            if (isNewInPage)
            {
                Hold(page[i], pageBounds, isNewInChunk: !page.IsDictionary || entriesOfChunk.Add(page.Indices[i]));
            }
        }
    }

    private void Hold(ReadOnlySpan<byte> value, ValueBounds? pageBounds, bool isNewInChunk)
    {
        Expect(pageBounds?.Covers(value) != false, "bounds of a page");
        if (isNewInChunk)
        {
            Expect(claims.Bounds?.Covers(value) != false, "bounds");
            Expect(filter?.MayContain(value) != false, "a bloom filter");
        }
    }

    private void HoldCounts(long entries, long valueCount)
    {
        Expect(entries == valueCount, "a number of values");
        Expect(!claims.IsAllNull || values == 0, "a null count");
        Expect(!IsCounted(claims.NullCount, nulls), "a null count");
        Expect(pageClaims is null || pageClaims.Locations.Count == pages, "an offset index");
    }

    /// <summary>Whether a count of nulls is wrong. Writers don't agree on what is a null below the first level.</summary>
    private bool IsCounted(long? claim, long actual) => claim is { } count && column is { MaxRepetition: 0, MaxDefinition: <= 1 } && count != actual;

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            untruth ??= what;
        }
    }
}
