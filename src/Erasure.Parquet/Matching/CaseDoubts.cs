using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Columns of a file whose names differ only by case from one that is asked, beside it: what is asked of it, asked of them too.</summary>
/// <param name="Columns">The columns that are asked and have such others.</param>
/// <param name="Predicate">The matches, whatever the case of those columns.</param>
internal sealed record CaseDoubts(IReadOnlyList<string> Columns, RowPredicate Predicate)
{
    /// <summary>What to say where that finds rows which the columns by themselves don't.</summary>
    public IEnumerable<MatchProblem> Problems => Columns.Select(column => new MatchProblem(MatchProblemCode.ColumnAmbiguous, column, "", -1));

    /// <summary>What there is to doubt; null where there is nothing, as in nearly every file.</summary>
    public static CaseDoubts? Find(RowPredicate predicate, SchemaTree schema)
    {
        if (schema.Leaves.DistinctBy(leaf => leaf.LogicalPath, StringComparer.OrdinalIgnoreCase).Count() == schema.Leaves.Count)
        {
            return null;
        }

        ColumnResolver resolver = new(schema);
        HashSet<string> asked = [.. predicate.Simple.SelectMany(match => match.Columns), .. predicate.Composite.SelectMany(match => match.Parts, (_, part) => part.Column)];
        Dictionary<string, string[]> others = asked
            .Select(column => (Column: column, Others: resolver.OthersOf(column).Where(other => !asked.Contains(other)).ToArray()))
            .Where(one => one.Others.Length > 0)
            .ToDictionary(one => one.Column, one => one.Others, StringComparer.Ordinal);
        return others.Count == 0 ? null : new CaseDoubts([.. others.Keys], new RowPredicate(
            [.. predicate.Simple.Select(match => match with { Columns = [.. match.Columns.SelectMany(Spellings)] })],
            [.. predicate.Composite.SelectMany(match => Spell(match.Parts).Select(parts => match with { Parts = parts }))]));

        IEnumerable<string> Spellings(string column) => others.GetValueOrDefault(column, []).Prepend(column);

        IEnumerable<IReadOnlyList<ColumnValue>> Spell(IEnumerable<ColumnValue> parts) => parts.Aggregate(
            (IEnumerable<IReadOnlyList<ColumnValue>>)[[]],
            (before, part) => before.SelectMany(_ => Spellings(part.Column), (some, column) => (IReadOnlyList<ColumnValue>)[.. some, part with { Column = column }]));
    }
}
