using Erasure.Parquet.Text;

namespace Erasure.Parquet.Csv;

/// <summary>Which field of a record each question is asked of.</summary>
/// <param name="Width">How many columns there are.</param>
/// <param name="Fields">By question, the field's position; -1 for none.</param>
/// <param name="Others">By question, the fields that may be its own too: whose names differ from its own by case or by white space around them, where its own is there and no question names them.</param>
internal sealed record CsvColumns(int Width, int[] Fields, int[][] Others)
{
    /// <summary>Some question's name stands beside others that differ by case.</summary>
    public bool HasOthers { get; } = Array.Exists(Others, others => others.Length > 0);

    /// <summary>By the columns' names. A name that is there in another case, or with white space around it, only counts where it is the only one.</summary>
    public static CsvColumns Find(IReadOnlyList<string> names, IReadOnlyList<ColumnQuestion> questions, List<MatchProblem> problems)
    {
        int[] fields = [.. questions.Select(question => Find(names, question, problems))];
        return new CsvColumns(names.Count, fields, [.. questions.Select((question, i) => fields[i] < 0 ? [] : Positions(names, question, IsAlike).Except(fields).ToArray())]);
    }

    /// <summary>With a further field that may be the question's.</summary>
    public CsvColumns WithOther(int question, int field) =>
        new(Width, Fields, [.. Others.Select((others, i) => i == question ? [.. others, field] : others)]);

    private static int Find(IReadOnlyList<string> names, ColumnQuestion question, List<MatchProblem> problems)
    {
        foreach (Func<string, string, bool> isSame in new Func<string, string, bool>[] { IsSame, IsInOtherCase, IsAlike })
        {
            int[] found = [.. Positions(names, question, isSame)];
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

    private static IEnumerable<int> Positions(IReadOnlyList<string> names, ColumnQuestion question, Func<string, string, bool> isSame) =>
        Enumerable.Range(0, names.Count).Where(i => isSame(names[i], question.Path));

    private static bool IsSame(string name, string path) => name == path;

    private static bool IsInOtherCase(string name, string path) => name.Equals(path, StringComparison.OrdinalIgnoreCase);

    private static bool IsAlike(string name, string path) => IsInOtherCase(CsvHeading.Trim(name), CsvHeading.Trim(path));
}
