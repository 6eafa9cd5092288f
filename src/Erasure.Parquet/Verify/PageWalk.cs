using Erasure.Parquet.Codecs;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Goes through a chunk's pages in order and counts, by nothing but the levels in them, the rows that begin there.</summary>
internal sealed class PageWalk : IDisposable
{
    /// <summary>Bytes fetched at a time: a page or several, for one request where the file is remote.</summary>
    private const int ReadAhead = 1 << 20;

    private readonly ColumnChunk chunk;
    private readonly PageCursor cursor;
    private PageHeader? next;

    public PageWalk(ParquetFile file, RowGroup group, ColumnChunk chunk, int readAhead = ReadAhead)
    {
        this.chunk = chunk;
        Column = file.Schema.Leaves[chunk.Ordinal];
        Extent = file.Pages(group, chunk);
        cursor = new PageCursor(file.Source, Extent, file.Options, (int)Math.Min(readAhead, Extent.Length));
        Page = new PageDecoder(Column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
    }

    public LeafColumn Column { get; }

    /// <summary>The bytes that the chunk's pages may take.</summary>
    public FileRange Extent { get; }

    /// <summary>The current page, as far as it was read.</summary>
    public PageDecoder Page { get; }

    /// <summary>The current page's header.</summary>
    public PageHeader Header { get; private set; } = null!;

    /// <summary>Entries of the pages up to and with the current one.</summary>
    public long Entries { get; private set; }

    /// <summary>Rows that begin before the current page.</summary>
    public long RowsBefore { get; private set; }

    /// <summary>Rows that begin in the current page, once <see cref="CountRows"/> was asked.</summary>
    public int RowsBegun { get; private set; }

    /// <summary>Where the page behind the current one begins.</summary>
    public long NextOffset => next?.Offset ?? cursor.Position;

    /// <summary>The page behind the current one; null where the chunk's entries are complete.</summary>
    public async ValueTask<PageHeader?> PeekAsync(CancellationToken cancellationToken) =>
        Entries >= chunk.ValueCount ? null : next ??= await cursor.NextAsync(cancellationToken);

    /// <summary>Moves to the next page; false where the chunk's entries are complete.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (await PeekAsync(cancellationToken) is not { } header)
        {
            return false;
        }

        next = null;
        Begin(header.IsData ? header.ValueCount : 0);
        Header = header;
        return true;
    }

    /// <summary>Passes over a page of the successor whose length and entries are known already.</summary>
    public void Pass(PageFacts page, int rowsBegun)
    {
        if (page.Range.End > Extent.End)
        {
            throw new UnreadableException(new RefusedException(RefusalCode.Corrupt, $"The page at byte {page.Range.Offset} reaches past its column chunk."));
        }

        next = null;
        cursor.MoveTo(page.Range.End);
        Begin(page.Entries);
        RowsBegun = rowsBegun;
    }

    /// <summary>Decodes the current page's levels.</summary>
    public async ValueTask ReadLevelsAsync(CancellationToken cancellationToken) =>
        Page.ReadLevels(Header, await cursor.ReadBodyAsync(Header, cancellationToken));

    /// <summary>The current page's body as it is in the file.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(CancellationToken cancellationToken) =>
        await cursor.ReadBodyAsync(Header, cancellationToken);

    /// <summary>Counts the rows that begin in the current page: by its levels where the column repeats, which then have to be read.</summary>
    public void CountRows()
    {
        RowsBegun = Column.MaxRepetition == 0 ? Header.ValueCount : Page.Repetition.Count((byte)0);
        if (RowsBefore == 0 && Column.MaxRepetition > 0 && Page.EntryCount > 0 && Page.Repetition[0] != 0)
        {
            throw new RefusedException(RefusalCode.Corrupt, "The chunk begins in the middle of a row.");
        }
    }

    /// <summary>At the chunk's end: whether it has as many entries and rows as it should.</summary>
    public bool IsComplete(long rows) => Entries == chunk.ValueCount && RowsBefore + RowsBegun == rows;

    public void Dispose()
    {
        cursor.Dispose();
        Page.Dispose();
    }

    private void Begin(int entries)
    {
        RowsBefore += RowsBegun;
        RowsBegun = 0;
        Entries += entries;
    }
}
