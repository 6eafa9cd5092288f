namespace Erasure.Parquet.Find;

/// <summary>Who asks for which rows of one row group. A row that somebody asks for by several values counts for him once.</summary>
internal sealed class RowGroupAskers
{
    private readonly Dictionary<int, IReadOnlyCollection<int>> rows = [];

    /// <summary>Rows are also of people who aren't told of.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>By asker: rows.</summary>
    public IEnumerable<(int Asker, long Rows)> Counts => rows.Select(one => (one.Key, (long)one.Value.Count));

    /// <summary>Adds the rows of a value or composite, each once.</summary>
    /// <param name="askers">Who asks for it; <see cref="Matching.Askers.Others"/> for those who aren't told of.</param>
    /// <param name="found">Positions in the row group.</param>
    public void Add(IEnumerable<int> askers, IReadOnlyCollection<int> found)
    {
        if (found.Count == 0)
        {
            return;
        }

        foreach (int asker in askers)
        {
            if (asker == Matching.Askers.Others)
            {
                HasOthers = true;
            }
            else
            {
                rows[asker] = rows.TryGetValue(asker, out IReadOnlyCollection<int>? before) ? before.Union(found).ToHashSet() : found;
            }
        }
    }
}
