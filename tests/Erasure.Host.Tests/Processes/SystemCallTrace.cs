using System.Text.RegularExpressions;

namespace Erasure.Host.Tests.Processes;

/// <summary>Reads what <c>strace -f -y</c> wrote, in the order of the calls' ends.</summary>
internal static partial class SystemCallTrace
{
    private const string Request = "\"POST /api/erasures";
    private const string Answer = "\"HTTP/1.1 202";

    /// <returns>What is wrong; null where after the request the database's log was written, then synced, and only then the request was answered.</returns>
    /// <remarks>Later writes may still be under way: the erasure's workflow begins beside the answer.</remarks>
    public static string? FindFault(IReadOnlyList<string> lines)
    {
        HashSet<string> syncing = new(StringComparer.Ordinal);
        bool isAsked = false, isWritten = false, isSynced = false;
        foreach (string line in lines)
        {
            string thread = line.Split(' ', 2)[0];
            isAsked |= line.Contains(Request, StringComparison.Ordinal);
            if (!isAsked)
            {
                continue;
            }

            if (line.Contains(Answer, StringComparison.Ordinal))
            {
                return !isWritten ? "The log of the database was not written before the answer."
                    : !isSynced ? "The log of the database was not synced between its write and the answer."
                    : null;
            }

            if (LogWrite().IsMatch(line))
            {
                isWritten = true;
            }
            else if (isWritten && LogSync().Match(line) is { Success: true } sync)
            {
                isSynced |= sync.Groups["result"].Value == "0";
                if (sync.Groups["unfinished"].Success)
                {
                    syncing.Add(thread);
                }
            }
            else if (SyncEnd().Match(line) is { Success: true } end && syncing.Remove(thread))
            {
                isSynced |= end.Groups["result"].Value == "0";
            }
        }

        return "There is no answer in the trace.";
    }

    [GeneratedRegex(@"\b(pwrite64|pwritev|write|writev)\(\d+<[^>]*-wal>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogWrite();

    [GeneratedRegex(@"\b(fdatasync|fsync)\(\d+<[^>]*-wal>(\) += (?<result>-?\d+)|(?<unfinished> <unfinished))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogSync();

    [GeneratedRegex(@"<\.\.\. (fdatasync|fsync) resumed>\) += (?<result>-?\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SyncEnd();
}
