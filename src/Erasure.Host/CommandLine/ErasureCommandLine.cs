using System.CommandLine;
using Erasure.Core;
using Erasure.Host.CommandLine.Migration;
using Erasure.Host.CommandLine.Parquet;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine;

/// <summary>The executable <c>erasure</c>: answers go to standard output, errors to standard error.</summary>
internal static class ErasureCommandLine
{
    /// <summary>How long a command that is asked to stop has for it; the server gives what it has under way half of that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter standardError)
    {
        await using StandardError error = new(standardError);
        if (RuntimeCulture.Begin() is { } fault)
        {
            await error.WriteLineAsync($"erasure: {fault}");
            return ExitCode.Failed;
        }

        TunnelOnlyProxy.Use();
        ParseResult command = Create().Parse(args);
        bool json = args.Contains(Answer.JsonName, StringComparer.Ordinal);

        // Help forgives every other word, and would tell of another command than the one that was asked for.
        string[] wrong = command.Errors.Count > 0 ? [.. command.Errors.Select(problem => problem.Message)] : [.. command.UnmatchedTokens.Select(word => $"There is no '{word}' here.")];
        if (wrong.Length > 0)
        {
            return await Refusal.OfUsage(wrong).TellAsync(output, error, json);
        }

        try
        {
            return await command.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Patience });
        }
        catch (Exception failure)
        {
            return await Refusal.Of(failure).TellAsync(output, error, json);
        }
    }

    private static RootCommand Create()
    {
        RootCommand root = new("Erases a person everywhere, durably, by the deadline.")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            ConfigCommand.Create(),
            MapperCommand.Create(),
            DryRunCommand.Create(),
            BackupCommand.Create(),
            MigrateCommand.Create(),
            ParquetCommands.Create(),
            Answer.Json(),
        };
        CommandHelp.AddTo(root);
        return root;
    }
}
