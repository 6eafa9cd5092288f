using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Counts that an index keeps per page (or per page and level), less what was erased; dropped as a whole where they can't have been right.</summary>
internal sealed class SubtractedCounts(ThriftList? counts, int perPage, int pageCount)
{
    private readonly List<long> kept = [];
    private bool isSound = counts is not null && counts.Count == (long)perPage * pageCount;

    public void Add(int page, ReadOnlySpan<long> erased)
    {
        for (int i = 0; i < perPage && isSound; i++)
        {
            long rest = counts!.Number((page * perPage) + i) - erased[i];
            kept.Add(rest);
            isSound = rest >= 0;
        }
    }

    public void Store(ThriftStruct target, short id)
    {
        if (isSound)
        {
            target.Set(id, ThriftValue.Of(ThriftList.OfI64(kept)));
        }
        else
        {
            target.Remove(id);
        }
    }
}
