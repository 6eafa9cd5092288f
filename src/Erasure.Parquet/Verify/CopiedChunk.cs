using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Verify;

/// <summary>Holds a chunk that moved, and nothing else, against the original: indexes and what the footer says, but for where they lie.</summary>
internal sealed class CopiedChunk(FilePair files, ColumnChunk old, ColumnChunk made)
{
    /// <summary>What differs around the pages; null where nothing does. Indexes and filters may be missing: each is gone as a whole.</summary>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <returns>What differs, and the ranges of the successor beside the pages.</returns>
    public async ValueTask<(string? Fault, IReadOnlyList<FileRange> Ranges)> CompareAsync(CancellationToken cancellationToken)
    {
        List<FileRange> ranges = [];
        if (!IsSameEntry())
        {
            return ("footer entry", ranges);
        }

        if (made.ColumnIndex is { } columnIndex)
        {
            ranges.Add(columnIndex);
            if (!await files.AreSameAsync(old.ColumnIndex, columnIndex, cancellationToken) || (made.OffsetIndex is null && old.OffsetIndex is not null))
            {
                return ("column index", ranges);
            }
        }

        if (made.OffsetIndex is { } offsetIndex)
        {
            ranges.Add(offsetIndex);
            if (!await HasSameOffsetIndexAsync(cancellationToken))
            {
                return ("offset index", ranges);
            }
        }

        if (await UnreadableException.GuardAsync(ChunkClaims.FindBloomAsync(files.After, made, cancellationToken)) is not { } bloom)
        {
            return (null, ranges);
        }

        ranges.Add(bloom.Range);
        FileRange? oldBloom = (await ChunkClaims.FindBloomAsync(files.Before, old, cancellationToken))?.Range;
        bool isSame = (made.BloomFilterLength is null || made.BloomFilterLength == bloom.Range.Length) && await files.AreSameAsync(oldBloom, bloom.Range, cancellationToken);
        return (isSame ? null : "bloom filter", ranges);
    }

    /// <summary>The footer says the same of both, but for where anything lies: offsets into the pages by the same distance from the chunk's start.</summary>
    private bool IsSameEntry() =>
        Fields.AreSame(old.Meta, made.Meta, 9, 10, 11, 14, 15)
        && Fields.AreSame(old.Raw, made.Raw, 2, 3, 4, 5, 6, 7)
        && ((short[])[9, 10, 11]).All(id => MovesAlong(old.Meta.Number(id), made.Meta.Number(id)))
        && (made.Raw.Number(2) is not { } offset || offset == 0 || offset == made.PagesOffset);

    /// <summary>0 means absent to some writers.</summary>
    private bool MovesAlong(long? before, long? after) =>
        before is > 0 ? after - made.PagesOffset == before - old.PagesOffset : after == before;

    private async ValueTask<bool> HasSameOffsetIndexAsync(CancellationToken cancellationToken)
    {
        ThriftStruct? before = await PageIndexReader.ReadAsync(files.Before, old.OffsetIndex, cancellationToken);
        ThriftStruct? after = await UnreadableException.GuardAsync(PageIndexReader.ReadAsync(files.After, made.OffsetIndex, cancellationToken));
        if (before is null || after is null || !Fields.AreSame(before, after, 1))
        {
            return false;
        }

        ThriftList left = before.RequiredList(1, "OffsetIndex.page_locations"), right = after.RequiredList(1, "OffsetIndex.page_locations");
        bool isSame = left.Count == right.Count;
        for (int i = 0; i < left.Count && isSame; i++)
        {
            PageLocation location = PageLocation.Of(left.Struct(i)), moved = PageLocation.Of(right.Struct(i));
            isSame = moved.Offset - made.PagesOffset == location.Offset - old.PagesOffset && moved.Size == location.Size && moved.FirstRow == location.FirstRow;
        }

        return isSame;
    }
}
