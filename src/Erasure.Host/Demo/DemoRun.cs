using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Demo;

/// <summary>The demo from beginning to end: a world, a server, a request over HTTP, its progress, its report.</summary>
internal static class DemoRun
{
    // Unset, so that whatever key the environment holds isn't asked of the demo's own caller.
    private const string KeyVariable = "ERASURE_DEMO_API_KEY";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Ended = ["Completed", "Failed", "Canceled"];

    public static async Task<int> RunAsync(DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(options.Folder ?? Directory.CreateTempSubdirectory("erasure-demo-").FullName);
        if (!DemoWorld.IsFree(folder))
        {
            throw new RefusalException("exists", $"'{folder}' isn't empty, and no demo made it: name another folder. Nothing in it was changed.");
        }

        await using DemoWorld world = await DemoWorld.CreateAsync(folder, options.Port, interval: "PT0.5S", cancellationToken);
        try
        {
            return await RunAsync(world, options, output, cancellationToken);
        }
        finally
        {
            await world.LeaveAsync();
        }
    }

    private static async Task<int> RunAsync(DemoWorld world, DemoOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        ErasureConfiguration configuration = ConfigCommand.Load(new FileInfo(world.Configuration));
        ErasureConfiguration open = configuration with { Server = configuration.Server with { ApiKeyVariable = KeyVariable } };
        await using ErasureServer server = await ErasureServer.StartAsync(open, Log, cancellationToken);
        DemoTerminal terminal = new(options.Json ? TextWriter.Null : output);
        DemoMails earlier = DemoMails.In(world.Mails);
        terminal.Introduce(world, server.Url);

        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        long start = Stopwatch.GetTimestamp();
        JsonNode accepted = await RequestAsync(client, cancellationToken);
        terminal.Accepted(accepted);
        JsonNode status = await terminal.FollowAsync(Follow(client, (string)accepted["id"]!, cancellationToken));
        JsonNode report = await ReportAsync(client, (string)accepted["reportUrl"]!, cancellationToken);
        terminal.Report(report, world, DemoMails.In(world.Mails).Except(earlier), Stopwatch.GetElapsedTime(start));
        if (options.Json)
        {
            await Answer.WriteJsonAsync(output, report);
        }

        if (options.Keep)
        {
            terminal.Keep(server.Url);
            await server.WaitForShutdownAsync(cancellationToken);
        }
        else
        {
            terminal.Leave(world);
        }

        return (string?)status["state"] == "Completed" ? ExitCode.Done : ExitCode.Failed;
    }

    // That it begins anew is what a demo is about.
    private static void Log(ILoggingBuilder logging)
    {
        ConsoleLogging.From(LogLevel.Warning)(logging);
        logging.AddFilter(typeof(ErasureServer).FullName, LogLevel.Error);
    }

    private static async Task<JsonNode> RequestAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/api/erasures", DemoPerson.Request(), cancellationToken);
        JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!;
        return response.IsSuccessStatusCode ? body : throw new RefusalException("request-refused", $"The request was refused: {body["detail"]}");
    }

    // The last one, which tells that the identifiers are gone.
    private static async Task<JsonNode> ReportAsync(HttpClient client, string url, CancellationToken cancellationToken)
    {
        JsonNode report;
        while ((report = (await client.GetFromJsonAsync<JsonNode>(url, cancellationToken))!)["erasure"]!["identifiersDestroyedAt"] is null)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        return report;
    }

    // Every state in which it is seen, until its end.
    private static async IAsyncEnumerable<JsonNode> Follow(HttpClient client, string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonNode status = (await client.GetFromJsonAsync<JsonNode>($"/api/erasures/{id}", cancellationToken))!;
            yield return status;
            if (Ended.Contains((string?)status["state"]))
            {
                yield break;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }
}
