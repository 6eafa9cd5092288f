using Erasure.Core.Records;
using Erasure.Core.Records.Moving;
using Erasure.Embedded.Sqlite;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine;

/// <summary>A command that wasn't carried out: nothing was written.</summary>
/// <param name="Exit">What the process ends with.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record Refusal(int Exit, string Code, string Message)
{
    /// <summary>A command line that says nothing that can be done.</summary>
    public static Refusal OfUsage(IEnumerable<string> problems) =>
        new(ExitCode.Usage, UsageException.Usage, $"{string.Join("\nerasure: ", problems)}\nUse --help to see what there is.");

    /// <summary>What an exception says to the user of a command. What is no refusal of ours is told by its type alone: libraries quote what they were given.</summary>
    public static Refusal Of(Exception failure) => failure switch
    {
        UsageException usage => new(ExitCode.Usage, usage.Code, failure.Message),
        OperationCanceledException => new(ExitCode.Failed, "interrupted", "interrupted."),
        RefusedException refused => new(ExitCode.Failed, CodeWords.Of(refused.Code), failure.Message),
        DatabaseInUseException => new(ExitCode.Failed, "in-use", failure.Message),
        FileNotFoundException or DirectoryNotFoundException => new(ExitCode.Failed, "not-found", failure.Message),
        UnauthorizedAccessException => new(ExitCode.Failed, "access-denied", failure.Message),
        RecordsUnavailableException => new(ExitCode.Failed, "unavailable", failure.Message),
        MoveException refused => new(ExitCode.Failed, refused.Code, failure.Message),
        RefusalException refused => new(ExitCode.Failed, refused.Code, failure.Message),
        UnusableDatabaseException => new(ExitCode.Failed, "unusable-database", failure.Message),
        IOException => new(ExitCode.Failed, "io", failure.Message),
        _ => new(ExitCode.Failed, "unexpected", $"failed unexpectedly, which is a defect: {failure.GetType()}\n{failure.StackTrace}"),
    };

    /// <summary>Tells it on standard error, and in JSON on standard output where that was asked for.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TellAsync(TextWriter output, TextWriter error, bool json)
    {
        if (json)
        {
            try
            {
                await Answer.WriteJsonAsync(output, new { error = new AnsweredError(Code, Message) });
            }
            catch (IOException)
            {
                // It may be what couldn't be written before. Standard error tells it.
            }
        }

        await error.WriteLineAsync($"erasure: {Message}");
        return Exit;
    }
}
