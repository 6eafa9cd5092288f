using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Verify;

/// <summary>Accounts for a file's bytes: every range that something in its footer claims, once.</summary>
internal sealed class ByteAccount
{
    private readonly Lock gate = new();
    private readonly List<FileRange> ranges = [];

    public void Add(IEnumerable<FileRange> claimed)
    {
        lock (gate)
        {
            ranges.AddRange(claimed.Where(range => range.Length > 0));
        }
    }

    /// <summary>The first range that nothing accounts for, or that two things claim; null where every byte between the magic and the footer is claimed once.</summary>
    public (FileRange Range, bool IsOverlap)? FindGap(long dataEnd)
    {
        ranges.Sort((left, right) => left.Offset.CompareTo(right.Offset));
        long end = 4;
        foreach (FileRange range in ranges.Append(new FileRange(dataEnd, 0)))
        {
            if (range.Offset != end)
            {
                return (new FileRange(Math.Min(end, range.Offset), Math.Abs(range.Offset - end)), range.Offset < end);
            }

            end = range.End;
        }

        return null;
    }
}
