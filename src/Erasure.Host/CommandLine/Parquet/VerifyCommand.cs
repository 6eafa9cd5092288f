using System.CommandLine;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet verify IN OUT --column C --match V</c>: whether OUT is IN without the rows that match, and nothing else.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<FileInfo> input = new("IN") { Description = "The original." };
        Argument<FileInfo> output = new("OUT") { Description = "Its erased successor." };
        Option<bool> json = Answer.Json();
        PredicateOptions predicate = new();
        Command verify = new("verify", "Check that a file is another one without the rows that match, and nothing else.") { input, output, json };
        predicate.AddTo(verify);
        verify.SetAction(async (command, cancellationToken) =>
        {
            RowPredicate rows = await predicate.ReadAsync(command, cancellationToken);
            using FileByteSource original = InputFile.Open(command.GetRequiredValue(input));
            using FileByteSource successor = InputFile.Open(command.GetRequiredValue(output));
            VerificationReport report = await new ParquetVerifier().VerifyAsync(original, successor, rows, cancellationToken);
            int code = await AnswerAsync(command, report, command.GetValue(json));
            int asked = await Problems.ReportAsync(command, rows, report.NotAsked, original, cancellationToken);
            return code == ExitCode.Done ? asked : code;
        });
        return verify;
    }

    private static async Task<int> AnswerAsync(ParseResult command, VerificationReport report, bool json)
    {
        if (json)
        {
            await Answer.WriteJsonAsync(command, report);
        }
        else
        {
            await Answer.WriteLineAsync(command, $"{report.RowsBefore:N0} rows before, {report.RowsErased:N0} erased, {report.RowsAfter:N0} after; {report.RowGroupsCopied:N0} row groups byte for byte, {report.RowGroupsRewritten:N0} compared row by row.");
        }

        foreach (VerificationProblem problem in report.Problems)
        {
            await command.InvocationConfiguration.Error.WriteLineAsync($"erasure: {Codes.Of(problem.Code)}: {problem.Message}");
        }

        return report.IsSound ? ExitCode.Done : ExitCode.Failed;
    }
}
