using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>What could not be asked of a file.</summary>
internal static class Problems
{
    private const int MostColumns = 40;

    /// <summary>How far the values could be asked: an exit code.</summary>
    /// <remarks>One value stands for columns of all kinds. That it can't be of one's type is no failure where it could be asked of another.</remarks>
    public static int Judge(RowPredicate predicate, IReadOnlyList<MatchProblem> problems)
    {
        if (problems.Count == 0)
        {
            return ExitCode.Done;
        }

        SimpleMatch match = predicate.Simple[0];
        string[] columns = [.. match.Columns.Distinct(StringComparer.Ordinal).Where(column => !problems.Any(problem => problem.Column == column && IsOfColumn(problem)))];
        ILookup<long, string> refused = problems.Where(problem => !IsOfColumn(problem)).ToLookup(problem => problem.Ordinal, problem => problem.Column);
        int asked = Enumerable.Range(0, match.Values.Count).Count(value => columns.Except(refused[value], StringComparer.Ordinal).Any());
        return asked == 0 ? ExitCode.Failed
            : asked < match.Values.Count || problems.Any(IsOfColumn) ? ExitCode.Incomplete
            : ExitCode.Done;
    }

    /// <summary>What is in the way of an answer, in lines, once a column; none where nothing is.</summary>
    public static async Task<Obstacles> DescribeAsync(RowPredicate predicate, IReadOnlyList<MatchProblem> problems, IByteSource source, CancellationToken cancellationToken)
    {
        int code = Judge(predicate, problems);
        if (code == ExitCode.Done)
        {
            return new Obstacles(code, "", []);
        }

        List<string> lines = [];
        foreach (IGrouping<(MatchProblemCode Code, string Column, string Type), MatchProblem> alike in problems.GroupBy(problem => (problem.Code, problem.Column, problem.Type)))
        {
            string type = alike.Key.Type.Length > 0 ? $" ({alike.Key.Type})" : "";
            string values = IsOfColumn(alike.First())
                ? ""
                : $": {alike.Count():N0} of {predicate.Simple[0].Values.Count:N0} values can't be of its type, the first is the {alike.Min(problem => problem.Ordinal) + 1:N0}. that was given";
            lines.Add($"{CodeWords.Of(alike.Key.Code)}: column {alike.Key.Column}{type}{values}.");
        }

        if (problems.Any(problem => problem.Code == MatchProblemCode.ColumnNotFound))
        {
            string[] columns = [.. (await ParquetInspector.InspectAsync(source, new ParquetEraserOptions(), cancellationToken)).Columns.Select(column => column.ShortPath)];
            lines.Add($"its columns are {string.Join(", ", columns.Take(MostColumns))}{(columns.Length > MostColumns ? $", and {columns.Length - MostColumns:N0} more" : "")}.");
        }

        if (code == ExitCode.Failed)
        {
            lines.Add("nothing could be asked of the file.");
        }

        return new Obstacles(code, CodeWords.Of(problems[0].Code), lines);
    }

    private static bool IsOfColumn(MatchProblem problem) => problem.Code != MatchProblemCode.ValueNotConvertible;
}
