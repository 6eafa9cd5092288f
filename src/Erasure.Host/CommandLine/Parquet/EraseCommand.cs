using System.CommandLine;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet erase IN OUT --column C --match V [--dry-run]</c>: writes the file without the rows that match.</summary>
internal static class EraseCommand
{
    public static Command Create()
    {
        Argument<FileInfo> input = new("IN") { Description = "The Parquet file; it stays as it is." };
        Argument<FileInfo> output = new("OUT") { Description = "The file to write; it must not exist yet." };
        Option<bool> dryRun = new("--dry-run") { Description = "Print the plan, and write nothing." };
        Option<bool> json = Answer.Json();
        PredicateOptions predicate = new();
        Command erase = new("erase", "Write a file without the rows that match.") { input, output, dryRun, json };
        predicate.AddTo(erase);
        erase.SetAction(async (command, cancellationToken) =>
        {
            RowPredicate rows = await predicate.ReadAsync(command, cancellationToken);
            using FileByteSource source = new(command.GetRequiredValue(input).FullName);
            RewritePlan plan = await new ParquetRowEraser().PlanAsync(source, rows, cancellationToken);
            string? target = command.GetValue(dryRun) ? null : command.GetRequiredValue(output).FullName;
            PlanTotals totals = await PlanExecution.RunAsync(source, plan, target, cancellationToken);
            return await AnswerAsync(command, await plan.FindAllAsync(cancellationToken), totals, command.GetValue(json));
        });
        return erase;
    }

    private static async Task<int> AnswerAsync(ParseResult command, Findings findings, PlanTotals totals, bool json)
    {
        if (json)
        {
            await Answer.WriteJsonAsync(command, new
            {
                rows = findings.Rows,
                rowsErased = findings.RowsMatched,
                bytesCopied = totals.BytesCopied,
                bytesRewritten = totals.BytesWritten,
                ranges = totals.Copies,
                problems = findings.Problems,
            });
        }
        else
        {
            await Answer.WriteLineAsync(command, $"{findings.RowsMatched:N0} of {findings.Rows:N0} rows erased; {totals.BytesCopied:N0} bytes copied in {totals.Copies:N0} ranges, {totals.BytesWritten:N0} bytes rewritten.");
        }

        return await Problems.ReportAsync(command, findings.Problems);
    }
}
