using System.CommandLine;
using Erasure.Core.Language;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet verify IN OUT --column C --match V</c>: whether OUT is IN without the rows that match, and nothing else.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<FileInfo> input = new("IN") { Description = "The original." };
        Argument<FileInfo> output = new("OUT") { Description = "Its erased successor." };
        PredicateOptions predicate = new();
        Command verify = new("verify", "Check that a file is another one without the rows that match, and nothing else.") { input, output };
        predicate.AddTo(verify);
        verify.SetAction(async (command, cancellationToken) =>
        {
            RowPredicate rows = await predicate.ReadAsync(command, cancellationToken);
            using FileByteSource original = InputFile.Open(command.GetRequiredValue(input));
            using FileByteSource successor = InputFile.Open(command.GetRequiredValue(output));
            VerificationReport report = await new ParquetVerifier().VerifyAsync(original, successor, rows, cancellationToken);
            Obstacles obstacles = await Problems.DescribeAsync(rows, report.NotAsked, original, cancellationToken);
            await AnswerAsync(command, report, obstacles);
            await obstacles.TellAsync(command);
            return report.IsSound ? obstacles.Exit : ExitCode.Failed;
        });
        return verify;
    }

    private static async Task AnswerAsync(ParseResult command, VerificationReport report, Obstacles obstacles)
    {
        string[] faults = [.. report.Problems.Select(problem => $"{CodeWords.Of(problem.Code)}: {problem.Message}")];
        if (Answer.IsJson(command))
        {
            await Answer.WriteJsonAsync(command, report, report.IsSound ? obstacles.Error : new AnsweredError(CodeWords.Of(report.Problems[0].Code), string.Join(' ', faults)));
        }
        else
        {
            foreach (string line in Lines(report, isWhole: obstacles.Exit == ExitCode.Done))
            {
                await Answer.WriteLineAsync(command, line);
            }
        }

        foreach (string fault in faults)
        {
            await command.InvocationConfiguration.Error.WriteLineAsync($"erasure: {fault}");
        }
    }

    // Where something is wrong, nothing behind it was counted.
    private static IEnumerable<string> Lines(VerificationReport report, bool isWhole)
    {
        if (!report.IsSound)
        {
            yield return "OUT is not IN without the rows that match, and nothing else.";
            yield break;
        }

        yield return $"{English.Count(report.RowsBefore, "row")} before, {report.RowsErased:N0} erased, {report.RowsAfter:N0} after; {English.Count(report.RowGroupsCopied, "row group")} byte for byte, {report.RowGroupsRewritten:N0} compared row by row.";
        if (isWhole)
        {
            yield return "OUT is IN without the rows that match, and nothing else.";
        }
    }
}
