using System.CommandLine;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>Matches that could not be asked make a command fail, whatever else it did.</summary>
internal static class Problems
{
    public static async Task<int> ReportAsync(ParseResult command, IReadOnlyList<MatchProblem> problems)
    {
        foreach (MatchProblem problem in problems)
        {
            string type = problem.Type.Length > 0 ? $" ({problem.Type})" : "";
            await command.InvocationConfiguration.Error.WriteLineAsync($"erasure: {problem.Code}: column {problem.Column}{type}, value {problem.Ordinal + 1}.");
        }

        return problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
