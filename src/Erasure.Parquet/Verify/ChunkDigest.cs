using System.Buffers.Binary;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>A digest of a chunk's rows: levels and values in order, whatever pages, encodings and codec hold them.</summary>
internal sealed class ChunkDigest(ParquetFile file, RowGroup group, ColumnChunk chunk) : IDisposable
{
    private const int ReadAhead = 1 << 20;

    private readonly LeafColumn column = file.Schema.Leaves[chunk.Ordinal];
    private readonly BufferedHash repetition = new();
    private readonly BufferedHash definition = new();
    private readonly BufferedHash values = new();

    /// <summary>The digest of the rows that are not in <paramref name="without"/>; <paramref name="audit"/> is shown every page.</summary>
    public async ValueTask<byte[]> ComputeAsync(RowSet without, ChunkAudit? audit, CancellationToken cancellationToken)
    {
        using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, ReadAhead);
        using PageDecoder decoder = new(column, CodecTable.For(chunk.Codec), file.Options, file.Writer);
        RowSplit split = new(column);
        RowPosition position = new(column, group, chunk);
        long entries = 0;
        while (entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            if (header.Kind == PageKind.Dictionary)
            {
                decoder.ReadDictionary(header, await cursor.ReadBodyAsync(header, cancellationToken));
            }
            else if (header.IsData)
            {
                entries += header.ValueCount;
                decoder.ReadLevels(header, await cursor.ReadBodyAsync(header, cancellationToken));
                int firstRow = position.RowsBefore;
                position.Enter(decoder);
                split.Compute(decoder, without, position.RowsBefore);
                position.Leave();
                decoder.ReadValues();
                audit?.Add(header, decoder, firstRow);
                Add(decoder, split);
            }
        }

        position.Finish(entries);
        audit?.Finish();
        return [.. repetition.Finish(), .. definition.Finish(), .. values.Finish()];
    }

    public void Dispose()
    {
        repetition.Dispose();
        definition.Dispose();
        values.Dispose();
    }

    private void Add(PageDecoder page, RowSplit split)
    {
        AddLevels(repetition, page.Repetition, split);
        AddLevels(definition, page.Definition, split);
        PageValues decoded = page.Values;
        foreach (ValueRun run in split.KeptValues)
        {
            if (!decoded.IsDictionary && !column.IsVariable)
            {
                values.Append(decoded.Values.Data.Span.Slice(run.Start * column.Width, run.Count * column.Width));
            }
            else if (!decoded.IsDictionary && decoded.Values.HasPlainLayout)
            {
                Span<int> starts = decoded.Values.Starts, lengths = decoded.Values.Lengths;
                values.Append(decoded.Values.Data.Span[(starts[run.Start] - sizeof(int))..(starts[run.End - 1] + lengths[run.End - 1])]);
            }
            else
            {
                AddOneByOne(decoded, run);
            }
        }
    }

    private void AddOneByOne(PageValues decoded, ValueRun run)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        for (int i = run.Start; i < run.End; i++)
        {
            ReadOnlySpan<byte> value = decoded[i];
            if (column.IsVariable)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
                values.Append(length);
            }

            values.Append(value);
        }
    }

    private static void AddLevels(BufferedHash hash, ReadOnlySpan<byte> levels, RowSplit split)
    {
        if (levels.IsEmpty)
        {
            return;
        }

        foreach (ValueRun run in split.KeptEntries)
        {
            hash.Append(levels.Slice(run.Start, run.Count));
        }
    }
}
