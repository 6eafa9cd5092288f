namespace Erasure.Parquet.Rewrite;

/// <summary>Joins copies of neighbouring ranges, so that an executor sees few and large ones; not so large that it would wait for long.</summary>
internal sealed class CopyMerger
{
    /// <summary>A copy of that many bytes is not held back any more: 16 MiB.</summary>
    private const long Enough = 16 << 20;

    private Segment.Copy? pending;

    /// <summary>The segments that are final now.</summary>
    public IEnumerable<Segment> Take(Segment segment)
    {
        if (segment.Length == 0)
        {
            yield break;
        }

        if (segment is Segment.Copy copy)
        {
            if (pending is { Count: < Enough } before && before.Offset + before.Count == copy.Offset)
            {
                pending = before with { Count = before.Count + copy.Count };
                yield break;
            }

            if (Flush() is { } flushed)
            {
                yield return flushed;
            }

            pending = copy;
            yield break;
        }

        if (Flush() is { } last)
        {
            yield return last;
        }

        yield return segment;
    }

    public Segment? Flush()
    {
        Segment.Copy? flushed = pending;
        pending = null;
        return flushed;
    }
}
