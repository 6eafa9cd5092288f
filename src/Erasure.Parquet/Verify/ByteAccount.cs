using Erasure.Parquet.Bloom;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Verify;

/// <summary>Accounts for a file's bytes from its footer: every range that something points at.</summary>
internal sealed class ByteAccount(ParquetFile file)
{
    private readonly List<FileRange> ranges = [];

    /// <summary>The first range that nothing accounts for, or that two things claim; null where every byte is accounted for once.</summary>
    public async ValueTask<(FileRange Range, bool IsOverlap)?> FindGapAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowGroup group = file.RowGroup(i);
            foreach (ColumnChunk chunk in group.Columns)
            {
                await AddPagesAsync(group, chunk, cancellationToken);
                Add(chunk.ColumnIndex);
                Add(chunk.OffsetIndex);
                Add((await BloomFilterReader.LocateAsync(file, chunk, cancellationToken))?.Range);
            }
        }

        ranges.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        long end = 4;
        foreach (FileRange range in ranges.Append(new FileRange(file.DataEnd, 0)))
        {
            if (range.Offset != end)
            {
                return (new FileRange(Math.Min(end, range.Offset), Math.Abs(range.Offset - end)), range.Offset < end);
            }

            end = range.End;
        }

        return null;
    }

    private async ValueTask AddPagesAsync(RowGroup group, ColumnChunk chunk, CancellationToken cancellationToken)
    {
        FileRange pages = file.Pages(group, chunk);
        using PageCursor cursor = new(file.Source, pages, file.Options, 0);
        long entries = 0;
        while (entries < chunk.ValueCount && await cursor.NextAsync(cancellationToken) is { } header)
        {
            entries += header.IsData ? header.ValueCount : 0;
        }

        Add(pages with { Length = cursor.Position - pages.Offset });
    }

    private void Add(FileRange? range)
    {
        if (range is { Length: > 0 } some)
        {
            ranges.Add(some);
        }
    }
}
