using System.Diagnostics;
using System.Globalization;

namespace Erasure.Embedded.Sqlite;

/// <summary>Kills the process at one commit boundary, as a power cut would. Set by <c>ERASURE_FAILPOINT=before:17</c> or <c>after:17</c>; off without it.</summary>
internal sealed class Failpoint(bool before, long commit) : ICommitObserver
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static Failpoint Parse(string text) =>
        text.Split(':') is ["before" or "after", string number]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long commit)
            ? new Failpoint(text.StartsWith("before", StringComparison.Ordinal), commit)
            : throw new FormatException("ERASURE_FAILPOINT must be before:N or after:N, N being a commit counted from 1.");

    public void BeforeCommit(long number)
    {
        if (before && number == commit)
        {
            Kill();
        }
    }

    public void AfterCommit(long number)
    {
        if (!before && number == commit)
        {
            Kill();
        }
    }

    private static void Kill()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.CurrentThread.Join();
    }
}
