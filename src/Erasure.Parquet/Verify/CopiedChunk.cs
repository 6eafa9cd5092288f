using Erasure.Parquet.Bloom;
using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Rewrite;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Holds a chunk that should have moved and nothing else against the original: pages, indexes and what the footer says, but for where they lie.</summary>
internal sealed class CopiedChunk(ParquetFile before, ColumnChunk old, ParquetFile after, ColumnChunk made)
{
    /// <summary>Bytes compared at a time; two such buffers stay in a core's cache.</summary>
    private const int Step = 128 * 1024;

    public static long Memory => 2 * Step;

    public async ValueTask<bool> HasSamePagesAsync(RowGroup oldGroup, RowGroup madeGroup, CancellationToken cancellationToken) =>
        await AreSameAsync(
        await ChunkExtent.MeasureAsync(before, oldGroup, old, cancellationToken),
        await ChunkExtent.MeasureAsync(after, madeGroup, made, cancellationToken),
        cancellationToken);

    /// <summary>What differs around the pages; null where nothing does.</summary>
    public async ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (!Relocatable(old).AsSpan().SequenceEqual(Relocatable(made)) || DataPlace(old) != DataPlace(made))
        {
            return "footer entry";
        }

        if (!await AreSameAsync(old.ColumnIndex, made.ColumnIndex, cancellationToken))
        {
            return "column index";
        }

        if (!await HasSameOffsetIndexAsync(cancellationToken))
        {
            return "offset index";
        }

        FileRange? oldFilter = await BloomFilterReader.FindRangeAsync(before, old, cancellationToken);
        FileRange? madeFilter = await BloomFilterReader.FindRangeAsync(after, made, cancellationToken);
        return await AreSameAsync(oldFilter, madeFilter, cancellationToken) ? null : "bloom filter";
    }

    private async ValueTask<bool> HasSameOffsetIndexAsync(CancellationToken cancellationToken)
    {
        ThriftStruct? oldIndex = await PageIndexReader.ReadAsync(before, old.OffsetIndex, cancellationToken);
        ThriftStruct? madeIndex = await PageIndexReader.ReadAsync(after, made.OffsetIndex, cancellationToken);
        return oldIndex is null || madeIndex is null
            ? oldIndex is null && madeIndex is null
            : OffsetIndexRewriter.Shift(oldIndex, made.PagesOffset - old.PagesOffset).AsSpan().SequenceEqual(CompactWriter.ToArray(madeIndex));
    }

    /// <summary>What the footer says of the chunk, without where anything lies.</summary>
    private static byte[] Relocatable(ColumnChunk chunk)
    {
        ThriftStruct rest = new();
        foreach ((short id, ThriftValue value) in chunk.Meta.Fields)
        {
            // page offsets; the bloom filter's offset, and its length, which some writers leave out
            if (id is not (9 or 10 or 11 or 14 or 15))
            {
                rest.Append(id, value);
            }
        }

        return CompactWriter.ToArray(rest);
    }

    /// <summary>Where the footer says that data pages begin, from the chunk's start.</summary>
    private static long DataPlace(ColumnChunk chunk) => chunk.DataPageOffset - chunk.PagesOffset;

    private async ValueTask<bool> AreSameAsync(FileRange? expected, FileRange? actual, CancellationToken cancellationToken) =>
        expected is { } left && actual is { } right ? await AreSameAsync(left, right, cancellationToken) : expected is null && actual is null;

    private async ValueTask<bool> AreSameAsync(FileRange expected, FileRange actual, CancellationToken cancellationToken)
    {
        if (expected.Length != actual.Length)
        {
            return false;
        }

        int step = (int)Math.Min(expected.Length, Step);
        using ByteBuffer expectedBytes = new(), actualBytes = new();
        expectedBytes.Reset(step);
        actualBytes.Reset(step);
        Memory<byte> left = expectedBytes.Memory, right = actualBytes.Memory;
        for (long offset = 0; offset < expected.Length; offset += step)
        {
            int count = (int)Math.Min(step, expected.Length - offset);
            await before.Source.ReadAsync(expected.Offset + offset, left[..count], cancellationToken);
            await after.Source.ReadAsync(actual.Offset + offset, right[..count], cancellationToken);
            if (!left.Span[..count].SequenceEqual(right.Span[..count]))
            {
                return false;
            }
        }

        return true;
    }
}
