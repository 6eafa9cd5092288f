using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Which field of a record each question is asked of.</summary>
/// <param name="Width">How many columns there are.</param>
/// <param name="Fields">By question, the field's position; -1 for none.</param>
/// <param name="Others">By question, the fields that may be its own too: whose names differ from its own by case, where its own is there and no question names them.</param>
internal sealed record CsvColumns(int Width, int[] Fields, int[][] Others)
{
    /// <summary>Some question's name stands beside others that differ by case.</summary>
    public bool HasOthers { get; } = Array.Exists(Others, others => others.Length > 0);

    /// <summary>By the columns' names. A name that is there in another case only counts where it is the only one.</summary>
    public static CsvColumns Find(IReadOnlyList<string> names, IReadOnlyList<ColumnQuestion> questions, List<MatchProblem> problems)
    {
        int[] fields = [.. questions.Select(question => Find(names, question, problems))];
        return new CsvColumns(names.Count, fields, [.. questions.Select((question, i) => fields[i] < 0 ? [] : Positions(names, question, StringComparison.OrdinalIgnoreCase).Except(fields).ToArray())]);
    }

    /// <summary>With a further field that may be the question's.</summary>
    public CsvColumns WithOther(int question, int field) =>
        new(Width, Fields, [.. Others.Select((others, i) => i == question ? [.. others, field] : others)]);

    private static int Find(IReadOnlyList<string> names, ColumnQuestion question, List<MatchProblem> problems)
    {
        foreach (StringComparison comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
        {
            int[] found = [.. Positions(names, question, comparison)];
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

    private static IEnumerable<int> Positions(IReadOnlyList<string> names, ColumnQuestion question, StringComparison comparison) =>
        Enumerable.Range(0, names.Count).Where(i => names[i].Equals(question.Path, comparison));
}
