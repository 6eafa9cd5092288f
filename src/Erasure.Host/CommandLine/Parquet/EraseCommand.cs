using System.CommandLine;
using Erasure.Core.Language;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet erase IN OUT --column C --match V [--dry-run]</c>: writes the file without the rows that match.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        Argument<FileInfo> input = new("IN") { Description = "The Parquet file; it stays as it is." };
        Argument<FileInfo> output = new("OUT") { Description = "The file to write; it must not exist yet." };
        Option<bool> dryRun = new("--dry-run") { Description = "Print the plan, count what a looser comparison would find too, and write nothing." };
        PredicateOptions predicate = new();
        Command erase = new("erase", "Write a file without the rows that match.") { input, output, dryRun };
        predicate.AddTo(erase);
        predicate.AddPruningTo(erase);
        erase.SetAction(async (command, cancellationToken) =>
        {
            bool isDryRun = command.GetValue(dryRun);
            string target = command.GetRequiredValue(output).FullName;
            PlanExecution.ExpectNone(target);
            RowPredicate rows = await predicate.ReadAsync(command, cancellationToken) with { CountNearMisses = isDryRun };
            using FileByteSource source = InputFile.Open(command.GetRequiredValue(input));
            RewritePlan plan = await predicate.Eraser(command).PlanAsync(source, rows, cancellationToken);

            // A plan that changes nothing may be one of which nothing could be asked: then a copy would pass for an answer.
            if (plan.IsNoop && await plan.FindAllAsync(cancellationToken) is { } nothing && Problems.Judge(rows, nothing.Problems) == ExitCode.Failed)
            {
                Obstacles all = await Problems.DescribeAsync(rows, nothing.Problems, source, cancellationToken);
                if (Answer.IsJson(command))
                {
                    await WriteJsonAsync(command, nothing, default, isDryRun, isWritten: false, all);
                }

                await all.TellAsync(command);
                return all.Exit;
            }

            PlanTotals totals = await PlanExecution.RunAsync(source, plan, isDryRun ? null : target, cancellationToken);
            Findings findings = await plan.FindAllAsync(cancellationToken);
            Obstacles obstacles = await Problems.DescribeAsync(rows, findings.Problems, source, cancellationToken);
            await (Answer.IsJson(command) ? WriteJsonAsync(command, findings, totals, isDryRun, isWritten: !isDryRun, obstacles) : WriteTextAsync(command, findings, totals, isDryRun));
            await obstacles.TellAsync(command);
            return obstacles.Exit;
        });
        return erase;
    }

    private static Task WriteJsonAsync(ParseResult command, Findings findings, PlanTotals totals, bool isDryRun, bool isWritten, Obstacles obstacles) => Answer.WriteJsonAsync(
        command,
        new
        {
            rows = findings.Rows,
            rowsErased = findings.RowsMatched,
            dryRun = isDryRun,
            written = isWritten,
            bytesCopied = totals.BytesCopied,
            bytesRewritten = totals.BytesWritten,
            ranges = totals.Copies,
            problems = findings.Problems,
            notices = findings.Notices,
        },
        obstacles.Error);

    private static async Task WriteTextAsync(ParseResult command, Findings findings, PlanTotals totals, bool isDryRun)
    {
        await Answer.WriteLineAsync(
            command,
            isDryRun
                ? $"{findings.RowsMatched:N0} of {English.Count(findings.Rows, "row")} would be erased; {English.Count(totals.BytesCopied, "byte")} would be copied in {English.Count(totals.Copies, "range")}, {English.Count(totals.BytesWritten, "byte")} would be rewritten."
                : $"{findings.RowsMatched:N0} of {English.Count(findings.Rows, "row")} erased; {English.Count(totals.BytesCopied, "byte")} copied in {English.Count(totals.Copies, "range")}, {English.Count(totals.BytesWritten, "byte")} rewritten.");
        await Notices.WriteAsync(command, findings.Notices);
    }
}
