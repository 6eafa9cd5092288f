using System.CommandLine;
using System.CommandLine.Parsing;
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
        if (command.Errors.Count > 0)
        {
            foreach (ParseError problem in command.Errors)
            {
                await error.WriteLineAsync($"erasure: {problem.Message}");
            }

            await error.WriteLineAsync("Use --help to see what there is.");
            return ExitCode.Usage;
        }

        try
        {
            return await command.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Patience });
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync($"erasure: {wrong.Message}");
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
        ParquetCommands.Create(),
    };
}
