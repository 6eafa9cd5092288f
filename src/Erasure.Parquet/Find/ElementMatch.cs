using Erasure.Parquet.Matching;

namespace Erasure.Parquet.Find;

/// <summary>Finds the elements in which the parts of a composite match hold together.</summary>
internal sealed class ElementMatch(IReadOnlyList<ColumnHits?> hits)
{
    /// <summary>The rows in which the group's parts hold.</summary>
    public IEnumerable<int> Rows(ElementGroup row) => Find(row).Select(path => path[0]);

    /// <summary>Paths, at least to the group's level, of the elements in which its parts hold; one for each element.</summary>
    private List<int[]> Find(ElementGroup group)
    {
        List<int[]>? common = null;
        foreach (IEnumerable<int[]> found in group.Parts.Select(Find).Concat(group.Inner.Select(Find)))
        {
            HashSet<int>? elements = common?.Select(path => path[group.Level]).ToHashSet();
            common = [.. found.DistinctBy(path => path[group.Level]).Where(path => elements?.Contains(path[group.Level]) != false)];
        }

        return common ?? [];
    }

    private IEnumerable<int[]> Find(CompositePart part) => part.Values.SelectMany(value => hits[value.Query] is not { } found ? []
        : part.Column.MaxRepetition > 0 ? found.Paths(value.Id)
        : found.Rows(value.Id).Select(row => new[] { row }));
}
