using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>
/// Yields a file's successor: row groups that lose nothing as they are, the others rewritten, then page indexes and bloom
/// filters, then the footer. Nothing between those structures is taken along.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="erased">The rows that go. Row groups are yielded as soon as theirs are known.</param>
/// <param name="limit">What may be worked on at once.</param>
internal sealed class FileRewriter(ParquetFile file, IRowSets erased, WorkLimit limit)
{
    /// <summary>Bytes of indexes fetched at a time: they lie side by side.</summary>
    private const int IndexWindow = 256 * 1024;

    private readonly List<Placement> placements = [];
    private long position;
    private long rowsBefore;
    private long rowsErased;

    public async IAsyncEnumerable<Segment> RewriteAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CopyMerger merger = new();
        try
        {
            await foreach (Segment segment in PiecesAsync(cancellationToken))
            {
                foreach (Segment merged in merger.Take(segment))
                {
                    yield return merged;
                }
            }
        }
        finally
        {
            await erased.StopAsync();
        }

        if (merger.Flush() is { } last)
        {
            yield return last;
        }
    }

    private async IAsyncEnumerable<Segment> PiecesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return Copy(new FileRange(0, 4));
        await using ChunkPipeline pipeline = new(file, erased, limit);
        for (int i = 0; i < erased.Count; i++)
        {
            pipeline.Fill(cancellationToken);
            RowSet rows = await erased.GetAsync(i, cancellationToken);
            rowsBefore += rows.RowCount;
            rowsErased += rows.Count;
            if (rows.IsFull)
            {
                continue;
            }

            IAsyncEnumerable<Segment> segments = rows.ChangesNothing
                ? CopyRowGroupAsync(file.RowGroup(i), cancellationToken)
                : RewriteRowGroupAsync(pipeline, cancellationToken);
            await foreach (Segment segment in segments)
            {
                yield return segment;
            }
        }

        file.CheckRowCount(rowsBefore);
        using ByteBuffer rowGroups = new();
        using WindowedByteSource window = new(file.Source, IndexWindow);
        ParquetFile indexed = file.Through(window);
        for (int i = 0; i < placements.Count; i++)
        {
            await foreach (Segment segment in IndexesAsync(indexed, placements[i], cancellationToken))
            {
                yield return segment;
            }

            RowGroup group = placements[i].Group ?? file.RowGroup(placements[i].Index);
            placements[i].Apply(group);
            group.Seal(i);
            CompactWriter.WriteStruct(rowGroups, group.Raw);
        }

        using ByteBuffer footer = new();
        WriteFooter(footer, rowGroups.Span);
        yield return Write(footer.Memory);
    }

    private async IAsyncEnumerable<Segment> CopyRowGroupAsync(RowGroup group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Placement placement = new(group.Index, null, group.Columns.Length);
        foreach (ColumnChunk chunk in group.Columns.OrderBy(chunk => chunk.PagesOffset))
        {
            placement.Chunks[chunk.Ordinal].Start = position;
            yield return Copy(await ChunkExtent.MeasureAsync(file, group, chunk, cancellationToken));
        }

        placements.Add(placement);
    }

    private async IAsyncEnumerable<Segment> RewriteRowGroupAsync(ChunkPipeline pipeline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Placement? placement = null;
        List<byte[]?> bloomFilters = [];
        RowSet? rows = null;
        for (int i = 0; placement is null || i < placement.Chunks.Length; i++)
        {
            await using ChunkJob job = await pipeline.NextAsync(cancellationToken);
            placement ??= new Placement(job.Group.Index, job.Group, job.Group.Columns.Length);
            rows = job.Erased;
            long start = position;
            await foreach (OutputPiece piece in job.PiecesAsync(cancellationToken))
            {
                if (piece.Made is not { } made)
                {
                    yield return Copy(piece.Copied);
                    continue;
                }

                yield return Write(made.Memory[piece.Start..]);
                made.Dispose();
            }

            ref PlacedChunk placed = ref placement.Chunks[i];
            placed.Start = start;
            job.Result.Place(start);
            placed.OffsetIndex = job.Result.OffsetIndex(start);
            placed.ColumnIndex = placed.OffsetIndex is null ? null : job.Result.ColumnIndex;
            bloomFilters.Add(job.Result.BloomFilter);
        }

        // filters are the largest of the indexes; they follow their row group so that none waits in memory for the end
        RowGroup group = placement.Group!;
        for (int i = 0; i < bloomFilters.Count; i++)
        {
            FileRange? range = null;
            if (bloomFilters[i] is { } filter)
            {
                range = new FileRange(position, filter.Length);
                yield return Write(filter);
            }

            group.Columns[i].SetBloomFilter(range);
        }

        group.RowCount -= rows!.Count;
        placements.Add(placement);
    }

    /// <summary>The page indexes of a row group, and the bloom filters where it was copied.</summary>
    private async IAsyncEnumerable<Segment> IndexesAsync(ParquetFile indexed, Placement placement, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RowGroup original = placement.Group ?? file.RowGroup(placement.Index);
        bool isCopied = placement.Group is null;
        for (int i = 0; i < placement.Chunks.Length; i++)
        {
            ColumnChunk chunk = original.Columns[i];
            FileRange? old = isCopied ? chunk.ColumnIndex : null;
            byte[]? made = placement.Chunks[i].ColumnIndex;
            placement.Chunks[i].ColumnIndexLength = old?.Length ?? made?.Length ?? 0;
            placement.Chunks[i].ColumnIndexOffset = position;
            if (old is { } range)
            {
                yield return Copy(range.Within(file.DataEnd, "A column index"));
            }
            else if (made is not null)
            {
                yield return Write(made);
            }
        }

        for (int i = 0; i < placement.Chunks.Length; i++)
        {
            byte[]? made = isCopied ? await ShiftedOffsetIndexAsync(indexed, original, i, placement.Chunks[i].Start, cancellationToken) : placement.Chunks[i].OffsetIndex;
            placement.Chunks[i].OffsetIndexLength = made?.Length ?? 0;
            placement.Chunks[i].OffsetIndexOffset = position;
            if (made is not null)
            {
                yield return Write(made);
            }
        }

        for (int i = 0; i < placement.Chunks.Length && isCopied; i++)
        {
            if (await Bloom.BloomFilterReader.FindRangeAsync(indexed, original.Columns[i], cancellationToken) is { } filter)
            {
                placement.Chunks[i].BloomFilter = new FileRange(position, filter.Length);
                yield return Copy(filter);
            }
        }
    }

    private static async ValueTask<byte[]?> ShiftedOffsetIndexAsync(ParquetFile file, RowGroup group, int column, long start, CancellationToken cancellationToken)
    {
        ColumnChunk chunk = group.Columns[column];
        ThriftStruct? index = await PageIndexReader.ReadAsync(file, chunk.OffsetIndex, cancellationToken);
        return index is null ? null : OffsetIndexRewriter.Shift(index, start - chunk.PagesOffset);
    }

    private void WriteFooter(ByteBuffer footer, ReadOnlySpan<byte> rowGroups)
    {
        long rows = file.Metadata.RowCount == 0 ? 0 : rowsBefore - rowsErased;
        file.Metadata.Write(footer, rows, KeyValueRules.Apply(file.Metadata.KeyValues), placements.Count, rowGroups);
        int length = footer.Length;
        BinaryPrimitives.WriteInt32LittleEndian(footer.Reserve(sizeof(int)), length);
        footer.Append("PAR1"u8);
    }

    private Segment.Copy Copy(FileRange range)
    {
        position += range.Length;
        return new Segment.Copy(range.Offset, range.Length);
    }

    private Segment.Write Write(ReadOnlyMemory<byte> bytes)
    {
        position += bytes.Length;
        return new Segment.Write(bytes);
    }
}
