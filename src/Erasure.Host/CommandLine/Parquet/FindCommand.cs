using System.CommandLine;
using Erasure.Core.Language;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary><c>erasure parquet find FILE --column C --match V</c>: how many rows match.</summary>
internal static class FindCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "The Parquet file." };
        PredicateOptions predicate = new();
        Command find = new("find", "Count the rows that match.") { file };
        predicate.AddTo(find);
        predicate.AddPruningTo(find);
        find.SetAction(async (command, cancellationToken) =>
        {
            RowPredicate rows = await predicate.ReadAsync(command, cancellationToken);
            using FileByteSource source = InputFile.Open(command.GetRequiredValue(file));
            Findings findings = await predicate.Eraser(command).FindAsync(source, rows, cancellationToken);
            Obstacles obstacles = await Problems.DescribeAsync(rows, findings.Problems, source, cancellationToken);
            await AnswerAsync(command, findings, source.Length, obstacles);
            await obstacles.TellAsync(command);
            return obstacles.Exit;
        });
        return find;
    }

    private static async Task AnswerAsync(ParseResult command, Findings findings, long length, Obstacles obstacles)
    {
        if (Answer.IsJson(command))
        {
            await Answer.WriteJsonAsync(
                command,
                new { rows = findings.Rows, rowsMatched = findings.RowsMatched, bytes = length, bytesRead = findings.BytesRead, problems = findings.Problems, notices = findings.Notices },
                obstacles.Error);
        }
        else if (obstacles.Error is null)
        {
            await Answer.WriteLineAsync(command, $"{findings.RowsMatched:N0} of {English.Count(findings.Rows, "row")} {(findings.RowsMatched == 1 ? "matches" : "match")}; {English.Count(findings.BytesRead, "byte was", "bytes were")} read, of a file of {length:N0}.");
            await Notices.WriteAsync(command, findings.Notices);
        }
    }
}
