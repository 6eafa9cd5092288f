using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Find;

/// <summary>Looks for a column's values in one chunk: in the dictionary first, then in the data pages that can hold one.</summary>
internal sealed class ChunkScanner(ParquetFile file, RowGroup group, ColumnChunk chunk, ColumnQuery query) : IDisposable
{
    /// <summary>Bytes fetched at a time; most chunks are read whole once their statistics let them through.</summary>
    private const int ReadAhead = 1 << 20;

    private readonly PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
    private readonly PageDecoder decoder = new(query.Column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
    private int[] dictionaryIds = [];
    private bool dictionaryMayMatch;

    public async ValueTask ScanAsync(ColumnHits hits, CancellationToken cancellationToken)
    {
        RowPosition position = new(query.Column, group, chunk);
        long entries = 0;
        while (entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
                LookUpDictionary();
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                if (CanSkip(header))
                {
                    position.Skip(header);
                    continue;
                }

                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                position.Enter(decoder);
                ScanPage(header, position, hits);
                position.Leave();
            }
        }

        position.Finish(entries);
    }

    public void Dispose()
    {
        cursor.Dispose();
        decoder.Dispose();
    }

    /// <summary>A page of indices can be passed over when no entry of the dictionary is asked for, and its rows can be counted without its levels.</summary>
    private bool CanSkip(PageHeader header) =>
        header.UsesDictionary && decoder.Dictionary is not null && !dictionaryMayMatch && RowPosition.CanCount(query.Column, header);

    private void LookUpDictionary()
    {
        ValueBlock dictionary = decoder.Dictionary!;
        dictionaryIds = new int[dictionary.Count];
        Array.Fill(dictionaryIds, -1);
        for (int i = query.Values.FindNext(dictionary, 0, out int id); i >= 0; i = query.Values.FindNext(dictionary, i + 1, out id))
        {
            dictionaryIds[i] = id;
            dictionaryMayMatch = true;
        }
    }

    private void ScanPage(PageHeader header, RowPosition position, ColumnHits hits)
    {
        if (header.UsesDictionary && !dictionaryMayMatch && decoder.Dictionary is not null)
        {
            return;
        }

        decoder.ReadValues();
        PageValues values = decoder.Values;
        if (!values.IsDictionary)
        {
            for (int i = query.Values.FindNext(values.Values, 0, out int id); i >= 0; i = query.Values.FindNext(values.Values, i + 1, out id))
            {
                hits.Add(id, position.RowOf(i));
            }

            return;
        }

        ReadOnlySpan<int> indices = values.Indices;
        for (int i = 0; i < indices.Length; i++)
        {
            int id = dictionaryIds[indices[i]];
            if (id >= 0)
            {
                hits.Add(id, position.RowOf(i));
            }
        }
    }
}
