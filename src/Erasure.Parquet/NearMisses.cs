namespace Erasure.Parquet;

/// <summary>Counts rows that a predicate leaves and a looser comparison would find.</summary>
internal sealed class NearMisses
{
    private long count;
    private string place = "";

    /// <summary>What there is to tell: nothing where nothing was missed.</summary>
    public IReadOnlyList<Notice> Notices => count == 0 ? [] : [new Notice(NoticeCode.NearMisses, count, place)];

    /// <param name="rows">Rows missed; none is nothing.</param>
    /// <param name="where">Where.</param>
    public void Add(long rows, string where)
    {
        if (count == 0 && rows > 0)
        {
            place = where;
        }

        count += rows;
    }
}
