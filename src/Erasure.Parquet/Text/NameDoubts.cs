namespace Erasure.Parquet.Text;

/// <summary>
/// What stands under names that differ only by case from the one that counts beside them. Where a row would match by those too, nobody can tell whose it is: it stays, and who asks for it is told.
/// </summary>
internal sealed class NameDoubts(RowPredicate predicate, List<MatchProblem> problems, string type)
{
    private readonly HashSet<(int Column, int Ordinal)> asked = [];
    private readonly HashSet<(int Column, int Ordinal)> told = [];

    /// <summary>The answers of a row whatever the case of its names.</summary>
    public RowQuestions Questions { get; } = new(predicate);

    /// <summary>Forgets the row before.</summary>
    public void BeginRow()
    {
        Questions.BeginRow();
        asked.Clear();
    }

    /// <summary>Who asks this column for what value, by the matches' ordinals.</summary>
    public ColumnQuestion AskersOf(int column) => Questions.AskersOf(column);

    /// <summary>The row holds a value under some name of the column.</summary>
    /// <param name="column">The column's position among those that are asked.</param>
    /// <param name="targets">The matches that the value stands in.</param>
    /// <param name="askers">What <see cref="AskersOf"/> says of the value.</param>
    public void Answer(int column, List<int> targets, List<int>? askers)
    {
        Questions.Answer(column, targets);
        asked.UnionWith((askers ?? []).Select(ordinal => (column, ordinal)));
    }

    /// <summary>The row, which doesn't match by the names that count, was read whatever the case of its names.</summary>
    /// <returns>It would match by those.</returns>
    public bool EndRow()
    {
        if (!Questions.RowMatches)
        {
            return false;
        }

        foreach ((int column, int ordinal) in asked.Concat(Questions.CompositesMatched()).Where(told.Add))
        {
            problems.Add(new MatchProblem(MatchProblemCode.ColumnAmbiguous, Questions.Columns[column].Path, type, ordinal) { IsOfValue = true });
        }

        return true;
    }
}
