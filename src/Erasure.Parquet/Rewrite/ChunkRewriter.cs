using System.Runtime.CompilerServices;
using Erasure.Parquet.Bloom;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// Rewrites one column chunk without its erased rows, page by page: pages that lose nothing are copied, the others are decoded,
/// filtered and encoded as they were. Dictionary entries that nothing uses any more are overwritten, so that indices hold.
/// </summary>
internal sealed class ChunkRewriter : IDisposable
{
    /// <summary>Bytes fetched at a time. A chunk that fits is fetched whole and once, though it may be gone through twice.</summary>
    private const int ReadAhead = 1 << 20, LargestWhole = 8 << 20;

    private readonly ParquetFile file;
    private readonly RowGroup group;
    private readonly ColumnChunk chunk;
    private readonly LeafColumn column;
    private readonly RowSet erased;
    private readonly BoundQuotes quotes;
    private readonly bool isAsked;
    private readonly PageCursor cursor;
    private readonly PageDecoder decoder;
    private readonly PageWriter writer;
    private readonly RowSplit split;
    private OffsetIndexRewriter? offsetIndex;
    private ColumnIndexRewriter? columnIndex;
    private DictionaryUse? dictionaryUse;

    /// <param name="file">The file.</param>
    /// <param name="group">The row group.</param>
    /// <param name="chunk">The chunk, whose metadata is rewritten.</param>
    /// <param name="erased">The rows that go.</param>
    /// <param name="asked">What this column is asked. Where it is, no page keeps bytes that aren't of its values, and no bound a value that goes.</param>
    public ChunkRewriter(ParquetFile file, RowGroup group, ColumnChunk chunk, RowSet erased, IReadOnlyList<ColumnQuery> asked)
    {
        quotes = new BoundQuotes(asked);
        isAsked = asked.Count > 0;
        this.file = file;
        this.group = group;
        this.chunk = chunk;
        this.erased = erased;
        column = file.Schema.Leaves[chunk.Ordinal];
        ICodec codec = CodecTable.For(chunk.Codec);
        FileRange pages = file.Pages(group, chunk);
        cursor = new PageCursor(file.Source, pages, file.Options, pages.Length <= LargestWhole ? (int)pages.Length : ReadAhead);
        decoder = new PageDecoder(column, codec, file.Options, file.Writer) { KeepsMarks = true };
        writer = new PageWriter(column, codec);
        split = new RowSplit(column);
        Result = new ChunkResult(chunk, column);
    }

    public LeafColumn Column => column;

    /// <summary>What the new chunk is; complete once every piece was taken.</summary>
    public ChunkResult Result { get; }

    /// <summary>The new chunk's bytes, in order. Whoever takes a piece with new bytes disposes of it.</summary>
    public async IAsyncEnumerable<OutputPiece> RewriteAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (erased.IsEmpty && !erased.UnusedEntries.Contains(column.Ordinal))
        {
            yield return await CopyChunkAsync(cancellationToken);
            yield break;
        }

        await ReadIndexesAsync(cancellationToken);
        if (quotes.AreIn(chunk.Statistics, null, []))
        {
            Result.MakeBoundsAnew();
        }

        using ByteBuffer? dictionary = await RebuildDictionaryAsync(cancellationToken);
        cursor.MoveTo(chunk.PagesOffset);
        RowPosition position = new(column, group, chunk);
        long entries = 0;
        for (int page = 0; entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                OutputPiece piece = dictionary is null ? await CopyAsync(header, cancellationToken) : writer.WriteDictionary(header, dictionary.Span);
                Result.AddDictionary(header, piece, dictionary is null ? UncompressedSize(header) : writer.UncompressedSize);
                yield return piece;
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                Result.CountOldPage();
                if (await RewritePageAsync(header, page++, position, cancellationToken) is { } piece)
                {
                    yield return piece;
                }
            }
        }

        position.Finish(entries);
        if (offsetIndex?.PageCount != Result.OldPageCount)
        {
            // an index that names other pages than there are: nothing that it says of them holds
            offsetIndex?.DropValueBytes();
            columnIndex = null;
        }

        await CompleteAsync(cancellationToken);
    }

    public void Dispose()
    {
        cursor.Dispose();
        decoder.Dispose();
        writer.Dispose();
    }

    private async ValueTask<OutputPiece> CopyChunkAsync(CancellationToken cancellationToken)
    {
        Result.CompleteCopy(
            await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken),
            await BytesAsync(chunk.ColumnIndex?.Within(file.DataEnd, "A column index"), cancellationToken),
            await BytesAsync(await BloomFilterReader.FindRangeAsync(file, chunk, cancellationToken), cancellationToken));
        return new OutputPiece(await ChunkExtent.MeasureAsync(file, group, chunk, cancellationToken), null, 0);
    }

    private async ValueTask<byte[]?> BytesAsync(FileRange? range, CancellationToken cancellationToken)
    {
        if (range is not { } where)
        {
            return null;
        }

        byte[] bytes = new byte[where.Length];
        await file.Source.ReadAsync(where.Offset, bytes, cancellationToken);
        return bytes;
    }

    private async ValueTask ReadIndexesAsync(CancellationToken cancellationToken)
    {
        if (await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken) is not { } offsets)
        {
            return;
        }

        offsetIndex = new OffsetIndexRewriter(offsets);
        if (await PageIndexReader.ReadAsync(file, chunk.ColumnIndex, cancellationToken) is { } columns && ColumnIndexRewriter.Fits(columns, offsetIndex.PageCount))
        {
            columnIndex = new ColumnIndexRewriter(columns, column, offsetIndex.PageCount);
        }
    }

    /// <summary>Reads every page of indices, marks what the values that stay use, and returns the new dictionary where it has to change.</summary>
    private async ValueTask<ByteBuffer?> RebuildDictionaryAsync(CancellationToken cancellationToken)
    {
        if (await cursor.NextAsync(cancellationToken) is not { Kind: PageKind.Dictionary } first)
        {
            return null;
        }

        decoder.ReadDictionary(first, await cursor.ReadBodyAsync(first, cancellationToken));
        DictionaryUse use = new(column, decoder.Dictionary!);
        bool isComplete = true;
        RowPosition position = new(column, group, chunk);
        for (long entries = 0; entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header;)
        {
            if (!header.IsData)
            {
                continue;
            }

            entries += header.ValueCount;
            isComplete &= header.UsesDictionary;
            if (!header.UsesDictionary && column.MaxRepetition == 0)
            {
                position.Skip(header);
                continue;
            }

            decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
            position.Enter(decoder);
            if (header.UsesDictionary)
            {
                split.Compute(decoder, erased, position.RowsBefore);
                decoder.ReadValues();
                use.Add(decoder.Values.Indices, split.KeptValues);
            }

            position.Leave();
        }

        dictionaryUse = isComplete ? use : null;
        Unquote(use);
        ByteBuffer dictionary = new();
        if (use.TryRewrite(dictionary, decoder.HasDictionarySlack))
        {
            return dictionary;
        }

        dictionary.Dispose();
        return null;
    }

    /// <summary>Makes the chunk's bounds anew and drops its column index where they quote an entry of the dictionary that no row has.</summary>
    private void Unquote(DictionaryUse use)
    {
        if (use.Overwrites(StatisticsRewriter.Bounds(chunk.Statistics)))
        {
            Result.MakeBoundsAnew();
        }

        if (columnIndex is not null && use.Overwrites(columnIndex.OldBounds))
        {
            columnIndex = null;
        }
    }

    private async ValueTask<OutputPiece?> RewritePageAsync(PageHeader header, int page, RowPosition position, CancellationToken cancellationToken)
    {
        if (header.ValueCount == 0)
        {
            // Arrow C++ ends some pages twice; where such a page comes to stand last, arrow-rs doesn't read the chunk
            return null;
        }

        // PARQUET-246: a page may lean on the last value of the one before, which may go
        bool leansOnPrevious = header.Encoding == ValueEncoding.DeltaByteArray && file.Writer.CarriesPrefixAcrossPages;
        int firstRow = position.RowsBefore;
        if (!leansOnPrevious && !isAsked && column.MaxRepetition == 0 && !erased.AnyIn(firstRow, header.ValueCount))
        {
            position.Skip(header);
            return await KeepAsync(header, page, firstRow, header.ValueCount, cancellationToken);
        }

        decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
        position.Enter(decoder);
        split.Compute(decoder, erased, firstRow);
        position.Leave();
        if (!split.IsTouched && !leansOnPrevious && !(isAsked && (HasSlack() || IsQuoted(header, page))))
        {
            return await KeepAsync(header, page, firstRow, split.Rows, cancellationToken);
        }

        decoder.ReadValues();
        return Replace(header, page, firstRow);
    }

    /// <summary>Bytes of the page are none of its values': an erased one may stand there.</summary>
    private bool HasSlack()
    {
        decoder.ReadValues();
        return decoder.HasSlack;
    }

    /// <summary>A bound of the page, by its header or by the column index, is a value that goes.</summary>
    private bool IsQuoted(PageHeader header, int page) => IsQuoted(header) || IsQuotedInIndex(page);

    private bool IsQuoted(PageHeader header) => quotes.AreIn(header.Statistics, decoder.Values, split.KeptValues);

    private bool IsQuotedInIndex(int page) => columnIndex?.OldBoundsOf(page) is { } said && quotes.AreIn(said.Min, said.Max, decoder.Values, split.KeptValues);

    private async ValueTask<OutputPiece> KeepAsync(PageHeader header, int page, int firstRow, int rows, CancellationToken cancellationToken)
    {
        OutputPiece piece = await CopyAsync(header, cancellationToken);
        Locate(piece, page, firstRow, 0);
        columnIndex?.Keep(page);
        Result.AddPage(header, piece, UncompressedSize(header), rows);
        return piece;
    }

    private OutputPiece? Replace(PageHeader header, int page, int firstRow)
    {
        ErasedTally tally = new(column);
        tally.Add(split, decoder);
        Result.AddErased(tally, decoder.Values, split.ErasedValues);
        if (split.KeptEntryCount == 0)
        {
            return null;
        }

        OutputPiece piece = writer.Write(header, decoder, split, decoder.IsCompressed(header), PageStatistics(header, tally));
        Locate(piece, page, firstRow, tally.ValueBytes);
        columnIndex?.Replace(page, split, decoder.Values, tally, IsQuotedInIndex(page));
        Result.AddPage(header, piece, writer.UncompressedSize, split.KeptRows);
        return piece;
    }

    /// <summary>Notes in the indexes where a page is that was read last, or that lost nothing.</summary>
    private void Locate(OutputPiece piece, int page, int firstRow, long erasedBytes)
    {
        if (offsetIndex is null)
        {
            return;
        }

        if (page >= offsetIndex.PageCount)
        {
            columnIndex = null;
        }

        bool continuesRow = !split.KeptEntries.IsEmpty && column.MaxRepetition > 0 && decoder.Repetition[split.KeptEntries[0].Start] != 0;
        offsetIndex.Add(page, new PageLocation(Result.CompressedSize, (int)piece.Length, Result.RowCount), firstRow, continuesRow, erasedBytes);
    }

    private ThriftStruct? PageStatistics(PageHeader header, ErasedTally tally)
    {
        if (header.Statistics is not { } statistics)
        {
            return null;
        }

        bool tells = split.KeptValueCount == 0 || IsQuoted(header) || StatisticsRewriter.BoundsTell(statistics, column, decoder.Values, split.ErasedValues);
        BoundsBuilder bounds = new(column);
        if (tells)
        {
            bounds.Add(decoder.Values, split.KeptValues);
        }

        return StatisticsRewriter.Rewrite(statistics, column, tally, tells, bounds.Build());
    }

    private async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        SurvivorScan scan = new(file, group, chunk, erased);
        await scan.RunAsync(Result.NeedsBounds, dictionaryUse, cancellationToken);
        Result.Complete(scan.Bounds, scan.BloomFilter, offsetIndex, columnIndex?.Build());
    }

    /// <summary>The page as it is; under a new header where its own has what isn't understood.</summary>
    private async ValueTask<OutputPiece> CopyAsync(PageHeader header, CancellationToken cancellationToken) => header.HasUnknown
        ? writer.WriteSame(header, (await cursor.ReadBodyAsync(header, cancellationToken)).Span)
        : new OutputPiece(header.Range, null, 0);

    /// <summary>Bytes, header included, of the page that was copied last.</summary>
    private long UncompressedSize(PageHeader header) => header.HasUnknown ? writer.UncompressedSize : header.UncompressedSize + (long)header.Length;
}
