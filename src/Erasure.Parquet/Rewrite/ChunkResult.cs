using Erasure.Parquet.Encodings;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>A rewritten chunk: what its footer entry and its indexes have to say.</summary>
internal sealed class ChunkResult(ColumnChunk chunk, LeafColumn column)
{
    private readonly ErasedTally erased = new(column);
    private readonly Dictionary<(PageKind Kind, ValueEncoding Encoding), int> pages = [];
    private long? dictionary;
    private long? firstData;
    private OffsetIndexRewriter? offsetIndex;
    private ThriftStruct? copiedOffsetIndex;
    private bool isCopy;
    private long shift;

    /// <summary>Bytes of the pages so far, headers included.</summary>
    public long CompressedSize { get; private set; }

    public long UncompressedSize { get; private set; }

    /// <summary>Rows that begin in the pages so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Data pages of the chunk as it was, so far.</summary>
    public int OldPageCount { get; private set; }

    /// <summary>An erased value may show in the chunk's bounds.</summary>
    public bool NeedsBounds { get; private set; }

    /// <summary>The bloom filter, header included, of the values that stay.</summary>
    public byte[]? BloomFilter { get; private set; }

    public byte[]? ColumnIndex { get; private set; }

    public void AddDictionary(PageHeader header, OutputPiece piece, long uncompressedSize)
    {
        dictionary = CompressedSize;
        Add(header, piece, uncompressedSize);
    }

    public void AddPage(PageHeader header, OutputPiece piece, long uncompressedSize, int rows)
    {
        firstData ??= CompressedSize;
        RowCount += rows;
        Add(header, piece, uncompressedSize);
    }

    /// <summary>Counts a page that was kept, replaced or dropped, with what went from it.</summary>
    public void AddErased(ErasedTally tally, PageValues values, ReadOnlySpan<ValueRun> erasedValues)
    {
        erased.Add(tally);
        NeedsBounds = NeedsBounds || (chunk.Statistics is { } statistics && StatisticsRewriter.BoundsTell(statistics, column, values, erasedValues));
    }

    /// <summary>A value that no row has, and that goes, shows in the chunk's bounds.</summary>
    public void MakeBoundsAnew() => NeedsBounds = true;

    public void CountOldPage() => OldPageCount++;

    /// <summary>Writes what is known before the chunk has its place.</summary>
    public void Complete((byte[] Min, byte[] Max)? bounds, byte[]? bloomFilter, OffsetIndexRewriter? offsets, byte[]? columnIndex)
    {
        offsetIndex = offsets;
        ColumnIndex = columnIndex;
        BloomFilter = bloomFilter;
        if (chunk.Statistics is { } statistics)
        {
            chunk.Statistics = StatisticsRewriter.Rewrite(statistics, column, erased, NeedsBounds, bounds);
        }

        if (chunk.SizeStatistics is { } sizes)
        {
            SizeStatisticsRewriter.Rewrite(sizes, erased);
        }

        if (chunk.EncodingStats is { } stats)
        {
            RewriteEncodingStats(stats);
        }

        chunk.KeepKnown();
        chunk.ValueCount -= erased.Entries;
    }

    /// <summary>The chunk loses nothing: it moves as it is, with what lies elsewhere of it.</summary>
    public void CompleteCopy(ThriftStruct? offsets, byte[]? columnIndex, byte[]? bloomFilter)
    {
        isCopy = true;
        copiedOffsetIndex = offsets;
        ColumnIndex = columnIndex;
        BloomFilter = bloomFilter;
    }

    /// <summary>Gives the chunk its place in the new file.</summary>
    public void Place(long start)
    {
        if (isCopy)
        {
            shift = start - chunk.PagesOffset;
            chunk.Shift(shift);
            return;
        }

        long oldStart = chunk.PagesOffset, oldData = chunk.DataPageOffset;
        bool pointsAtDictionary = oldData == oldStart && dictionary is not null;
        long data = start + (pointsAtDictionary ? 0 : firstData ?? 0);
        chunk.MoveFileOffset(start);
        if (chunk.DictionaryPageOffset is > 0)
        {
            chunk.DictionaryPageOffset = dictionary is { } offset ? start + offset : null;
        }

        chunk.DataPageOffset = data;
        chunk.TotalCompressedSize = CompressedSize;
        chunk.TotalUncompressedSize = UncompressedSize;
    }

    /// <summary>The offset index, once the chunk has its place.</summary>
    public byte[]? OffsetIndex(long start) => copiedOffsetIndex is { } copied ? OffsetIndexRewriter.Shift(copied, shift) : offsetIndex?.Build(start);

    private void Add(PageHeader header, OutputPiece piece, long uncompressedSize)
    {
        (PageKind, ValueEncoding) key = (header.Kind, header.Encoding);
        pages[key] = pages.GetValueOrDefault(key) + 1;
        CompressedSize += piece.Length;
        UncompressedSize += uncompressedSize;
    }

    private void RewriteEncodingStats(ThriftList stats)
    {
        for (int i = stats.Count - 1; i >= 0; i--)
        {
            ThriftStruct entry = stats.Struct(i);
            (PageKind, ValueEncoding) key = ((PageKind)(entry.Int(1) ?? 0), (ValueEncoding)(entry.Int(2) ?? 0));
            if (pages.TryGetValue(key, out int count))
            {
                entry.SetI32(3, count);
            }
            else
            {
                stats.Items.RemoveAt(i);
            }
        }
    }
}
