using System.CommandLine;
using Erasure.Core.Configuration;
using Erasure.Core.Settings;
using Erasure.Host.Serving;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.CommandLine;

/// <summary><c>erasure serve --config FILE</c>: runs until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<FileInfo> config = new("--config") { Description = "The configuration file.", HelpName = "FILE", Required = true };
        Option<LogLevel> logLevel = new("--log-level") { Description = "Log from this level on, to standard error.", DefaultValueFactory = _ => LogLevel.Information };
        Option<bool> isNew = new("--new") { Description = "Begin with an empty database though there is a master key already." };
        Command serve = new("serve", "Serve the API and run erasures.") { config, logLevel, isNew };
        serve.SetAction((command, cancellationToken) => ServeAsync(command, command.GetRequiredValue(config), command.GetValue(logLevel), command.GetValue(isNew), cancellationToken));
        return serve;
    }

    private static async Task<int> ServeAsync(ParseResult command, FileInfo file, LogLevel logLevel, bool isNew, CancellationToken cancellationToken)
    {
        HostEnvironment environment = HostEnvironment.Read();
        ErasureConfiguration configuration = ConfigCommand.Load(file, environment);
        await using ErasureServer server = await ErasureServer.StartAsync(configuration, ConsoleLogging.From(logLevel), cancellationToken, isNew, environment: environment);
        await TellAsync(command, server.Url, cancellationToken);
        await server.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static async Task TellAsync(ParseResult command, string url, CancellationToken cancellationToken)
    {
        try
        {
            await Answer.WriteAsync(command, new { listening = url }, $"Listening on {url}");
            await command.InvocationConfiguration.Output.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // On a full disk, say: a host serves all the same.
            await command.InvocationConfiguration.Error.WriteLineAsync($"erasure: standard output can't be written. Listening on {url}");
        }
    }
}
