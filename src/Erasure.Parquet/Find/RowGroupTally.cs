using System.Collections.Concurrent;

namespace Erasure.Parquet.Find;

/// <summary>What is to be told of chunks, counted once however often they are looked at.</summary>
internal sealed class RowGroupTally(NoticeCode code)
{
    private readonly ConcurrentDictionary<(int RowGroup, int Column), (long Count, string Place)> counts = [];

    /// <summary>The notice; null where there is nothing to tell.</summary>
    public Notice? Notice => counts.IsEmpty ? null : new Notice(code, counts.Values.Sum(count => count.Count), counts.MinBy(pair => pair.Key).Value.Place);

    /// <summary>The columns of which something is told.</summary>
    public IEnumerable<int> Columns => counts.Keys.Select(static key => key.Column);

    public void Add(int rowGroup, int column, long count, string place)
    {
        if (count > 0)
        {
            counts.AddOrUpdate((rowGroup, column), (count, place), (_, known) => known.Count >= count ? known : (count, place));
        }
    }
}
