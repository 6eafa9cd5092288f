using System.CommandLine;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>What is in the way of an answer.</summary>
/// <param name="Exit">How far the values could be asked: an exit code.</param>
/// <param name="Code">The first reason, as a code.</param>
/// <param name="Lines">All of it in words; none where nothing is in the way.</param>
internal sealed record Obstacles(int Exit, string Code, IReadOnlyList<string> Lines)
{
    /// <summary>Why there is no answer; null where there is one, be it of a part.</summary>
    public AnsweredError? Error => Exit == ExitCode.Failed ? new AnsweredError(Code, string.Join(' ', Lines)) : null;

    /// <summary>Tells it on standard error.</summary>
    public async Task TellAsync(ParseResult command)
    {
        foreach (string line in Lines)
        {
            await command.InvocationConfiguration.Error.WriteLineAsync($"erasure: {line}");
        }
    }
}
