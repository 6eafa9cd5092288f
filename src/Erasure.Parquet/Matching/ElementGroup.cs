namespace Erasure.Parquet.Matching;

/// <summary>A repeated group, or the row itself, with the parts of a composite match that lie in it: they hold where they do so within one of its elements.</summary>
/// <param name="Level">Repeated groups from the row down to this one: 0 is the row.</param>
/// <param name="Parts">Parts that lie in no deeper repeated group.</param>
/// <param name="Inner">The deeper groups; each of their parts holds in any one of the elements within.</param>
internal sealed record ElementGroup(int Level, IReadOnlyList<CompositePart> Parts, IReadOnlyList<ElementGroup> Inner)
{
    /// <summary>The groups of these parts; null where no two of them lie in the same list, so that the row is all they share.</summary>
    public static ElementGroup? Of(IReadOnlyList<CompositePart> parts)
    {
        bool share = parts.SelectMany(part => part.Column.RepeatedGroups.Take(1)).GroupBy(group => group, StringComparer.Ordinal).Any(same => same.Count() > 1);
        return share ? Of(parts, 0) : null;
    }

    private static ElementGroup Of(IReadOnlyList<CompositePart> parts, int level) => new(
        level,
        [.. parts.Where(part => part.Column.RepeatedGroups.Count == level)],
        [.. parts.Where(part => part.Column.RepeatedGroups.Count > level).GroupBy(part => part.Column.RepeatedGroups[level], StringComparer.Ordinal).Select(inner => Of([.. inner], level + 1))]);
}
