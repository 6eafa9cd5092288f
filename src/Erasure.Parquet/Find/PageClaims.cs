using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>What a column index says of a chunk's pages. Nothing is believed of one that contradicts itself, the offset index or the footer.</summary>
internal sealed class PageClaims
{
    private const int Ascending = 1, Descending = 2;

    private readonly LeafColumn column;
    private readonly ThriftList nullPages;
    private readonly ThriftList mins;
    private readonly ThriftList maxs;
    private readonly ThriftList? nullCounts;
    private readonly ValueBounds?[] bounds;

    /// <param name="column">The column.</param>
    /// <param name="index">The struct <c>ColumnIndex</c>.</param>
    /// <param name="locations">The pages as the offset index names them.</param>
    /// <param name="rowCount">Rows of the row group.</param>
    /// <param name="chunk">What the footer says of the chunk.</param>
    public PageClaims(LeafColumn column, ThriftStruct index, IReadOnlyList<PageLocation> locations, long rowCount, ChunkClaims chunk)
    {
        this.column = column;
        Locations = locations;
        nullPages = index.RequiredList(1, "ColumnIndex.null_pages");
        mins = index.RequiredList(2, "ColumnIndex.min_values");
        maxs = index.RequiredList(3, "ColumnIndex.max_values");
        nullCounts = index.List(5) is { Count: > 0 } counts ? counts : null;
        bounds = new ValueBounds?[locations.Count];
        Contradiction = HasOtherLength() ? "a column index of another length than its offset index"
            : !TryReadBounds() ? "a page with a least value above its greatest"
            : HasImpossibleNulls(rowCount, chunk.NullCount) ? "a column index with null counts that it can't have"
            : HasOtherExtremes(chunk.Bounds) ? "a column index with other bounds than the chunk's"
            : HasOtherOrder(index.Int(4) ?? 0) ? "a column index of another order than it says"
            : null;
    }

    /// <summary>What the chunk's column index says; null where there is none that anything could rest on.</summary>
    public static async ValueTask<PageClaims?> ReadAsync(ParquetFile file, RowGroup group, ColumnChunk chunk, ChunkClaims claims, CancellationToken cancellationToken)
    {
        LeafColumn leaf = file.Schema.Leaves[chunk.Ordinal];
        if (leaf.Order == ValueOrder.None
            || await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken) is not { } columnIndex
            || await OffsetIndex.ReadPagesAsync(file, chunk, cancellationToken) is not { } locations)
        {
            return null;
        }

        return new PageClaims(leaf, columnIndex, locations, group.RowCount, claims);
    }

    /// <summary>What can't be true; null where nothing says so.</summary>
    public string? Contradiction { get; }

    public IReadOnlyList<PageLocation> Locations { get; }

    /// <summary>The page has no value. Not believed of lists: arrow-rs says so of pages that have as many nulls as rows.</summary>
    public bool IsNullPage(int page) => column.MaxRepetition == 0 && nullPages.Number(page) != 0;

    /// <summary>Where the page's values lie; null where that isn't told.</summary>
    public ValueBounds? Bounds(int page) => bounds[page];

    public long? NullCount(int page) => nullCounts?.Number(page);

    private bool HasOtherLength() =>
        nullPages.Count != Locations.Count || mins.Count != Locations.Count || maxs.Count != Locations.Count || (nullCounts is not null && nullCounts.Count != Locations.Count);

    private bool TryReadBounds()
    {
        for (int i = 0; i < Locations.Count; i++)
        {
            // arrow-rs#6310: pages with values and no bounds
            bool hasNone = IsNullPage(i) || (mins.Binary(i).Length == 0 && maxs.Binary(i).Length == 0);
            if (!hasNone && !ValueBounds.TryRead(column, mins.Binary(i), maxs.Binary(i), out bounds[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>parquet-java#3457: pages that have nulls alone, and none.</summary>
    private bool HasImpossibleNulls(long rowCount, long? nullCount)
    {
        long sum = 0;
        for (int i = 0; i < Locations.Count; i++)
        {
            long end = i + 1 < Locations.Count ? Locations[i + 1].FirstRow : rowCount, rows = end - Locations[i].FirstRow;
            bool isAllNull = IsNullPage(i);
            if (isAllNull && (column.MaxDefinition == 0 || mins.Binary(i).Length > 0 || maxs.Binary(i).Length > 0))
            {
                return true;
            }

            if (NullCount(i) is not { } nulls)
            {
                continue;
            }

            sum += nulls;
            if (nulls < 0 || (isAllNull && nulls == 0) || (column.MaxRepetition == 0 && (isAllNull ? nulls != rows : nulls >= rows)))
            {
                return true;
            }
        }

        return nullCounts is not null && nullCount is not null && sum != nullCount;
    }

    /// <summary>Values of a fixed width aren't shortened: the bounds of all pages together are the chunk's.</summary>
    private bool HasOtherExtremes(ValueBounds? chunk)
    {
        if (column.IsVariable || chunk is null)
        {
            return false;
        }

        ValueBounds[] some = [.. bounds.OfType<ValueBounds>()];
        bool isWhole = some.Length > 0 && Enumerable.Range(0, bounds.Length).All(page => bounds[page] is not null || IsNullPage(page));
        return some.Any(page => ValueComparer.Compare(column.Order, page.Min, chunk.Min) < 0 || ValueComparer.Compare(column.Order, page.Max, chunk.Max) > 0)
            || (isWhole && !(some.Any(page => ValueComparer.Compare(column.Order, page.Min, chunk.Min) == 0) && some.Any(page => ValueComparer.Compare(column.Order, page.Max, chunk.Max) == 0)));
    }

    private bool HasOtherOrder(int order)
    {
        ValueBounds? previous = null;
        foreach (ValueBounds? next in order is Ascending or Descending ? bounds : [])
        {
            if (previous is not null && next is not null && (IsBroken(order, previous.Min, next.Min) || IsBroken(order, previous.Max, next.Max)))
            {
                return true;
            }

            previous = next ?? previous;
        }

        return false;
    }

    private bool IsBroken(int order, byte[] previous, byte[] next)
    {
        int comparison = ValueComparer.Compare(column.Order, previous, next);
        return order == Ascending ? comparison > 0 : comparison < 0;
    }
}
