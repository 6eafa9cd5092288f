using Erasure.Parquet.Bloom;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Checks what a chunk says of itself against its pages: statistics, page indexes, bloom filter. A reader that trusts a wrong one skips rows.</summary>
internal sealed class ChunkAudit
{
    private readonly LeafColumn column;
    private readonly ThriftStruct? statistics;
    private readonly ThriftStruct? columnIndex;
    private readonly ThriftList? locations;
    private readonly SplitBlockBloomFilter? bloom;
    private readonly List<int> shown = [];
    private bool[] isShown = [];
    private int pages;
    private long nulls;

    private ChunkAudit(LeafColumn column, ThriftStruct? statistics, ThriftStruct? columnIndex, ThriftList? locations, SplitBlockBloomFilter? bloom)
    {
        this.column = column;
        this.statistics = statistics;
        this.columnIndex = columnIndex;
        this.locations = locations;
        this.bloom = bloom;
    }

    /// <summary>The first thing that is wrong; null so far.</summary>
    public string? Fault { get; private set; }

    public static async ValueTask<ChunkAudit> OpenAsync(ParquetFile file, ColumnChunk chunk, CancellationToken cancellationToken) => new(
        file.Schema.Leaves[chunk.Ordinal],
        chunk.Statistics,
        await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken),
        (await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken))?.List(1),
        await BloomFilterReader.ReadAsync(file, chunk, cancellationToken));

    /// <summary>Checks a data page, decoded, that begins with the given row.</summary>
    public void Add(PageHeader header, PageDecoder page, int firstRow)
    {
        int nullCount = page.EntryCount - page.PresentCount;
        nulls += nullCount;
        if (locations is not null)
        {
            Expect(pages < locations.Count && PageLocation.Of(locations.Struct(pages)) == new PageLocation(header.Offset, (int)header.Range.Length, firstRow), "offset index");
        }

        CheckNullPage(page, nullCount);
        ListEntries(page.Values);
        CheckValues(page.Values, Bounds.Of(statistics, column), "statistics");
        CheckValues(page.Values, Bounds.Of(header.Statistics, column), "page statistics");
        CheckValues(page.Values, PageBounds(page), "column index");
        CheckBloomFilter(page.Values);
        Expect(header.Statistics?.Number(3) is not { } count || count == nullCount, "page null count");
        pages++;
    }

    /// <summary>Checks the counts at the chunk's end.</summary>
    public void Finish()
    {
        Expect(statistics?.Number(3) is not { } count || count == nulls, "null count");
        Expect(locations is null || locations.Count == pages, "offset index");
        Expect(columnIndex is null || columnIndex.RequiredList(1, "ColumnIndex.null_pages").Count == pages, "column index");
    }

    private void CheckNullPage(PageDecoder page, int nullCount)
    {
        if (columnIndex is null)
        {
            return;
        }

        ThriftList nullPages = columnIndex.RequiredList(1, "ColumnIndex.null_pages");
        ThriftList? counts = columnIndex.List(5);
        Expect(pages < nullPages.Count && nullPages.Number(pages) != 0 == (page.PresentCount == 0), "column index");
        Expect(counts is null || (pages < counts.Count && counts.Number(pages) == nullCount), "column index");
    }

    private Bounds? PageBounds(PageDecoder page)
    {
        if (columnIndex is null || page.PresentCount == 0)
        {
            return null;
        }

        ThriftList mins = columnIndex.RequiredList(2, "ColumnIndex.min_values"), maxs = columnIndex.RequiredList(3, "ColumnIndex.max_values");
        return pages < mins.Count && pages < maxs.Count ? Bounds.Of(mins.Binary(pages), maxs.Binary(pages), column) : null;
    }

    /// <summary>Each entry of the dictionary that the page uses, once: pages use few entries many times.</summary>
    private void ListEntries(PageValues values)
    {
        shown.Clear();
        if (!values.IsDictionary)
        {
            return;
        }

        if (isShown.Length != values.Values.Count)
        {
            isShown = new bool[values.Values.Count];
        }

        foreach (int index in values.Indices)
        {
            if (!isShown[index])
            {
                isShown[index] = true;
                shown.Add(index);
            }
        }

        foreach (int index in shown)
        {
            isShown[index] = false;
        }
    }

    private int Distinct(PageValues values) => values.IsDictionary ? shown.Count : values.Count;

    private ReadOnlySpan<byte> Value(PageValues values, int position) => values.Values[values.IsDictionary ? shown[position] : position];

    private void CheckValues(PageValues values, Bounds? bounds, string what)
    {
        for (int i = 0; bounds is not null && i < Distinct(values) && Fault is null; i++)
        {
            Expect(bounds.Covers(Value(values, i)), what);
        }
    }

    private void CheckBloomFilter(PageValues values)
    {
        for (int i = 0; bloom is not null && i < Distinct(values) && Fault is null; i++)
        {
            Expect(bloom.MayContain(Value(values, i)), "bloom filter");
        }
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            Fault ??= what;
        }
    }

    /// <summary>Bounds that can be compared with.</summary>
    private sealed record Bounds(LeafColumn Column, byte[] Min, byte[] Max)
    {
        public static Bounds? Of(ThriftStruct? statistics, LeafColumn column) =>
            statistics?.Binary(6) is { } min && statistics.Binary(5) is { } max ? Of(min, max, column) : null;

        public static Bounds? Of(byte[] min, byte[] max, LeafColumn column) =>
            column.Order != ValueOrder.None && ValueComparer.IsComparable(column, min) && ValueComparer.IsComparable(column, max) ? new Bounds(column, min, max) : null;

        /// <summary>NaN lies in no bounds and needs none.</summary>
        public bool Covers(ReadOnlySpan<byte> value) =>
            (Column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal && ValueComparer.IsNaN(value))
            || (ValueComparer.Compare(Column.Order, Min, value) <= 0 && ValueComparer.Compare(Column.Order, value, Max) <= 0);
    }
}
