using System.Text;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Find;

/// <summary>Looks for a column's values in one chunk: in the dictionary first, then in the data pages that can hold one.</summary>
internal sealed class ChunkScanner : IDisposable
{
    /// <summary>Bytes fetched at a time where pages are read one after the other; a chunk that fits is fetched whole.</summary>
    private const int ReadAhead = 1 << 20, LargestWhole = 8 << 20;

    private readonly ParquetFile file;
    private readonly ColumnChunk chunk;
    private readonly ColumnQuery query;
    private readonly PageCursor cursor;
    private readonly PageDecoder decoder;
    private readonly RowPosition position;
    private readonly ElementPosition? elements;
    private readonly int readAhead;
    private readonly MalformedValues malformed;
    private readonly ValueDoubts? doubts;
    private int[] dictionaryIds = [];
    private bool[]? malformedEntries;

    /// <summary>An entry is asked for, or has to be told where it is used.</summary>
    private bool dictionaryMatters;

    /// <param name="file">The file.</param>
    /// <param name="group">The row group.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="doubts">Looks at the values that are read; null where nobody does.</param>
    public ChunkScanner(ParquetFile file, RowGroup group, ColumnChunk chunk, ColumnQuery query, ValueDoubts? doubts)
    {
        this.doubts = doubts?.Concern(query.Column) == true ? doubts : null;
        this.file = file;
        this.chunk = chunk;
        this.query = query;
        FileRange pages = file.Pages(group, chunk);
        readAhead = pages.Length <= LargestWhole ? (int)pages.Length : ReadAhead;
        cursor = new PageCursor(file.Source, pages, file.Options, readAhead);
        decoder = new PageDecoder(query.Column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        position = new RowPosition(query.Column, group, chunk);
        elements = query.NeedsElements ? new ElementPosition(query.Column) : null;
        malformed = new MalformedValues(query.Column);
    }

    /// <summary>A value that is asked for stands in the dictionary, though no row of the chunk has it.</summary>
    public bool HasUnusedEntry { get; private set; }

    /// <summary>Values that were read and aren't of the column's type.</summary>
    public long MalformedCount { get; private set; }

    public async ValueTask ScanAsync(PageSelection selection, ColumnHits hits, CancellationToken cancellationToken)
    {
        await ReadDictionaryAsync(readAhead, cancellationToken);
        if (decoder.Dictionary is not null && !dictionaryMatters && file.Options.UseIndexes && ChunkClaims.HasOnlyDictionaryPages(chunk))
        {
            return;
        }

        long firstPage = cursor.Position;
        if (await ConfirmAsync(selection, cancellationToken) is { } confirmed)
        {
            cursor.MoveTo(firstPage);
            await ScanPagesAsync(confirmed, hits, cancellationToken);
        }

        HasUnusedEntry = HoldsEntry(hits);
    }

    /// <summary>Whether the dictionary, of which alone is read, holds a value that is asked for.</summary>
    public async ValueTask<bool> HasEntryAsync(CancellationToken cancellationToken)
    {
        int[] encodings = [.. chunk.Encodings];
        bool mayHaveDictionary = encodings.Length == 0 || chunk.PagesOffset < chunk.DataPageOffset
            || encodings.Any(encoding => (ValueEncoding)encoding is ValueEncoding.PlainDictionary or ValueEncoding.RleDictionary);
        if (mayHaveDictionary && chunk.ValueCount > 0)
        {
            await ReadDictionaryAsync(0, cancellationToken);
        }

        return HoldsEntry(new ColumnHits());
    }

    public void Dispose()
    {
        cursor.Dispose();
        decoder.Dispose();
    }

    private bool HoldsEntry(ColumnHits hits) => Array.Exists(dictionaryIds, id => id >= 0 && query.IsSimple[id] && !hits.Has(id));

    /// <param name="ahead">Bytes to fetch at once where the footer doesn't say where the dictionary ends.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    private async ValueTask ReadDictionaryAsync(int ahead, CancellationToken cancellationToken)
    {
        bool hasPlace = chunk.PagesOffset < chunk.DataPageOffset;
        cursor.ReadAhead = hasPlace ? (int)Math.Min(readAhead, chunk.DataPageOffset - chunk.PagesOffset) : ahead;
        PageHeader? first = await cursor.NextAsync(cancellationToken);
        if (first is { Kind: PageKind.Dictionary })
        {
            decoder.ReadDictionary(first, await cursor.ReadBodyAsync(first, cancellationToken));
            LookUpDictionary();
        }
        else
        {
            cursor.MoveTo(chunk.PagesOffset);
        }
    }

    /// <summary>
    /// Looks into the selected pages before any row is counted: null where none holds a value, and everything where the index doesn't name
    /// pages. A page's rows follow from the pages before it, never from what an index says.
    /// </summary>
    private async ValueTask<PageSelection?> ConfirmAsync(PageSelection selection, CancellationToken cancellationToken)
    {
        if (selection.Pages is { } pages && cursor.Position != selection.FirstPage)
        {
            return PageSelection.All;
        }

        foreach (PageLocation location in selection.Pages ?? [])
        {
            cursor.MoveTo(location.Offset);
            cursor.ReadAhead = location.Size;
            if (await cursor.NextAsync(cancellationToken) is not { IsData: true } header || header.Range.Length != location.Size)
            {
                return PageSelection.All;
            }

            if (MayMatch(header))
            {
                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                if (TryReadValues(header) && HoldsValue(decoder.Values))
                {
                    return selection;
                }
            }
        }

        return selection.Pages is null ? selection : null;
    }

    private async ValueTask ScanPagesAsync(PageSelection selection, ColumnHits hits, CancellationToken cancellationToken)
    {
        bool readsMost = query.Column.MaxRepetition > 0 || (selection == PageSelection.All && (decoder.Dictionary is null || dictionaryMatters));
        cursor.ReadAhead = readsMost ? readAhead : 0;
        long entries = 0;
        while (entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                throw new RefusedException(RefusalCode.Corrupt, $"The dictionary at byte {header.Offset} is not the chunk's first page.");
            }

            if (!header.IsData)
            {
                continue;
            }

            entries += header.ValueCount;
            bool mayMatch = selection.Includes(header.Offset) && MayMatch(header);
            if (!mayMatch && query.Column.MaxRepetition == 0)
            {
                position.Skip(header);
                continue;
            }

            decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
            position.Enter(decoder);
            elements?.Enter(decoder);
            if (mayMatch && TryReadValues(header))
            {
                Collect(decoder.Values, hits);
            }

            position.Leave();
            elements?.Leave();
        }

        position.Finish(entries);
        await ExpectEndAsync(cancellationToken);
    }

    // Where a writer left the dictionary's header out of the chunk's length, the next chunk's pages may follow.
    private async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        if (!file.Writer.LeavesDictionaryHeaderOut)
        {
            await cursor.ExpectEndAsync(cancellationToken);
        }
    }

    /// <summary>A page of indices holds nothing when no entry of the dictionary is asked for.</summary>
    private bool MayMatch(PageHeader header) => !header.UsesDictionary || decoder.Dictionary is null || dictionaryMatters;

    private void LookUpDictionary()
    {
        ValueBlock dictionary = decoder.Dictionary!;
        doubts?.Look(query, dictionary);
        malformedEntries = malformed.Find(dictionary);

        // with more bytes than entries there may be more entries, which indices tell
        dictionaryMatters = malformedEntries is not null || decoder.HasDictionarySlack;
        dictionaryIds = new int[dictionary.Count];
        Array.Fill(dictionaryIds, -1);
        for (int i = query.Values.FindNext(dictionary, 0, out int id); i >= 0; i = query.Values.FindNext(dictionary, i + 1, out id))
        {
            dictionaryIds[i] = id;
            dictionaryMatters = true;
        }
    }

    /// <summary>Decodes the values of the page whose levels were read last, unless none that is asked for, or has to be told, can be among them.</summary>
    private bool TryReadValues(PageHeader header)
    {
        if (!header.UsesDictionary && decoder.Encoding == ValueEncoding.Plain && !query.Values.MayBeIn(decoder.EncodedValues) && !malformed.MayBeIn(decoder.EncodedValues)
            && (doubts is null || Ascii.IsValid(decoder.EncodedValues)))
        {
            return false;
        }

        decoder.ReadValues();
        if (!decoder.Values.IsDictionary)
        {
            doubts?.Look(query, decoder.Values.Values);
        }

        return true;
    }

    /// <summary>One that is asked for, or that has to be told.</summary>
    private bool HoldsValue(PageValues values)
    {
        if (!values.IsDictionary)
        {
            return query.Values.FindNext(values.Values, 0, out _) >= 0 || malformed.Count(values.Values) > 0;
        }

        foreach (int index in values.Indices)
        {
            if (dictionaryIds[index] >= 0 || malformedEntries?[index] == true)
            {
                return true;
            }
        }

        return false;
    }

    private void Collect(PageValues values, ColumnHits hits)
    {
        if (!values.IsDictionary)
        {
            MalformedCount += malformed.Count(values.Values);
            for (int i = query.Values.FindNext(values.Values, 0, out int id); i >= 0; i = query.Values.FindNext(values.Values, i + 1, out id))
            {
                Add(hits, id, i);
            }

            return;
        }

        ReadOnlySpan<int> indices = values.Indices;
        for (int i = 0; i < indices.Length; i++)
        {
            int id = dictionaryIds[indices[i]];
            MalformedCount += malformedEntries?[indices[i]] == true ? 1 : 0;
            if (id >= 0)
            {
                Add(hits, id, i);
            }
        }
    }

    private void Add(ColumnHits hits, int id, int valueIndex)
    {
        hits.Add(id, position.RowOf(valueIndex));
        if (elements is not null)
        {
            hits.AddPath(id, elements.PathOf(valueIndex));
        }
    }
}
