using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Which field of a record each question is asked of.</summary>
/// <param name="Width">How many columns there are.</param>
/// <param name="Fields">By question, the field's position; -1 for none.</param>
internal sealed record CsvColumns(int Width, int[] Fields)
{
    /// <summary>By the columns' names. A name that is there in another case only counts where it is the only one.</summary>
    public static CsvColumns Find(IReadOnlyList<string> names, IReadOnlyList<ColumnQuestion> questions, List<MatchProblem> problems) =>
        new(names.Count, [.. questions.Select(question => Find(names, question, problems))]);

    private static int Find(IReadOnlyList<string> names, ColumnQuestion question, List<MatchProblem> problems)
    {
        foreach (StringComparison comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            int[] found = [.. Enumerable.Range(0, names.Count).Where(i => names[i].Equals(question.Path, comparison))];
            if (found.Length == 1)
            {
                return found[0];
            }

            if (found.Length > 1)
            {
                problems.Add(new MatchProblem(MatchProblemCode.ColumnAmbiguous, question.Path, "csv", question.Ordinal));
                return -1;
            }
        }

        problems.Add(new MatchProblem(MatchProblemCode.ColumnNotFound, question.Path, "", question.Ordinal));
        return -1;
    }
}
