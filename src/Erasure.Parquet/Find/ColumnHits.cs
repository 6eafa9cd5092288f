namespace Erasure.Parquet.Find;

/// <summary>Where a column's values were found in one row group: for each value id the rows, in order.</summary>
internal sealed class ColumnHits
{
    private readonly Dictionary<int, List<int>> rows = [];
    private readonly Dictionary<int, List<int[]>> paths = [];

    public void Add(int id, int row)
    {
        if (!rows.TryGetValue(id, out List<int>? found))
        {
            found = [];
            rows.Add(id, found);
        }

        if (found.Count == 0 || found[^1] != row)
        {
            found.Add(row);
        }
    }

    /// <summary>Adds in which elements of its lists a value stands, where that matters: see <see cref="ElementPosition.PathOf"/>.</summary>
    public void AddPath(int id, int[] path)
    {
        if (!paths.TryGetValue(id, out List<int[]>? found))
        {
            found = [];
            paths.Add(id, found);
        }

        found.Add(path);
    }

    public bool Has(int id) => rows.ContainsKey(id);

    public IReadOnlyList<int> Rows(int id) => rows.TryGetValue(id, out List<int>? found) ? found : [];

    public IReadOnlyList<int[]> Paths(int id) => paths.TryGetValue(id, out List<int[]>? found) ? found : [];
}
