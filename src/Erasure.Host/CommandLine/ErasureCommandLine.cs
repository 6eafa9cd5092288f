using System.CommandLine;
using Erasure.Core.Records;
using Erasure.Host.CommandLine.Parquet;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine;

/// <summary>The executable <c>erasure</c>: answers go to standard output, errors to standard error.</summary>
internal static class ErasureCommandLine
{
    /// <summary>How long a command that is asked to stop has for it; the server gives what it has under way half of that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        if (RuntimeCulture.Begin() is { } fault)
        {
            await error.WriteLineAsync($"erasure: {fault}");
            return ExitCode.Failed;
        }

        ParseResult command = Create().Parse(args);

        // Help forgives every other word, and would tell of another command than the one that was asked for.
        string[] wrong = command.Errors.Count > 0 ? [.. command.Errors.Select(problem => problem.Message)] : [.. command.UnmatchedTokens.Select(word => $"There is no '{word}' here.")];
        if (wrong.Length > 0)
        {
            foreach (string problem in wrong)
            {
                await error.WriteLineAsync($"erasure: {problem}");
            }

            await error.WriteLineAsync("Use --help to see what there is.");
            return ExitCode.Usage;
        }

        try
        {
            return await command.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Patience });
        }
        catch (UsageException usage)
        {
            await error.WriteLineAsync($"erasure: {usage.Message}");
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is RefusalException or RefusedException or RecordsUnavailableException or IOException or UnauthorizedAccessException)
        {
            if (command.CommandResult.Command.Options.Any(option => option.Name == Answer.JsonName) && command.GetValue<bool>(Answer.JsonName))
            {
                await Answer.WriteJsonAsync(command, new { error = new { code = (failure as RefusedException)?.Code.ToString() ?? "Failed", message = failure.Message } });
            }

            await error.WriteLineAsync($"erasure: {failure.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("erasure: interrupted.");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create() => new("Erases a person everywhere, durably, by the deadline.")
    {
        ServeCommand.Create(),
        DemoCommand.Create(),
        ConfigCommand.Create(),
        MapperCommand.Create(),
        BackupCommand.Create(),
        ParquetCommands.Create(),
    };
}
