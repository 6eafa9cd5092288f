using Erasure.Parquet.Codecs;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>Goes through the rows of a chunk that are not in <paramref name="without"/>, page by page, and shows every page to <paramref name="audit"/>.</summary>
internal sealed class ChunkRows(ParquetFile file, RowGroup group, ColumnChunk chunk, RowSet without, ChunkAudit? audit) : IDisposable
{
    private const int ReadAhead = 1 << 20;

    private readonly PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
    private readonly PageDecoder decoder = new(file.Schema.Leaves[chunk.Ordinal], CodecTable.For(chunk.Codec), file.Options, file.Writer);
    private readonly RowSplit split = new(file.Schema.Leaves[chunk.Ordinal]);
    private readonly RowPosition position = new(file.Schema.Leaves[chunk.Ordinal], group, chunk);
    private RunCursor entries;
    private RunCursor values;
    private long entriesRead;

    public LeafColumn Column => file.Schema.Leaves[chunk.Ordinal];

    /// <summary>The current page.</summary>
    public PageDecoder Page => decoder;

    /// <summary>Entries of the current page that stay and were not taken yet.</summary>
    public int EntriesLeft { get; private set; }

    /// <summary>Neighbouring entries that <see cref="TakeEntries"/> can take at once.</summary>
    public int EntriesAtOnce => entries.Left(split.KeptEntries);

    /// <summary>Neighbouring values that <see cref="TakeValues"/> can take at once.</summary>
    public int ValuesAtOnce => values.Left(split.KeptValues);

    /// <summary>Moves to the next page with rows that stay, or pieces of them; at the chunk's end checks its counts and answers false.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        while (entriesRead < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
            }
            else if (header.IsData)
            {
                Read(header, await cursor.ReadBodyAsync(header, cancellationToken));
                if (EntriesLeft > 0)
                {
                    return true;
                }
            }
        }

        position.Finish(entriesRead);
        audit?.Finish();
        return false;
    }

    /// <summary>Takes neighbouring entries of the current page.</summary>
    /// <param name="count">How many, at most <see cref="EntriesAtOnce"/>.</param>
    public int TakeEntries(int count)
    {
        EntriesLeft -= count;
        return entries.Take(split.KeptEntries, count);
    }

    /// <summary>Takes neighbouring values of the current page.</summary>
    /// <param name="count">How many, at most <see cref="ValuesAtOnce"/>.</param>
    public int TakeValues(int count) => values.Take(split.KeptValues, count);

    public void Dispose()
    {
        cursor.Dispose();
        decoder.Dispose();
    }

    private void Read(PageHeader header, ReadOnlyMemory<byte> body)
    {
        entriesRead += header.ValueCount;
        decoder.ReadLevels(header, body);
        int firstRow = position.RowsBefore;
        position.Enter(decoder);
        split.Compute(decoder, without, firstRow);
        position.Leave();
        decoder.ReadValues();
        audit?.Add(header, decoder, firstRow);
        entries = default;
        values = default;
        EntriesLeft = split.KeptEntryCount;
    }
}
