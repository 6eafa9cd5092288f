using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Host.Demo;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Crash;

/// <summary>One erasure of the demo's person by a host that dies once on the way and is started again.</summary>
/// <param name="objects">The lake's objects to keep; all of them where it isn't given.</param>
internal sealed class CrashRun(IReadOnlyCollection<string>? objects) : IAsyncDisposable
{
    private const int MaxPolls = 3000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly TempFolder folder = new();
    private readonly HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private DemoWorld? world;
    private HostProcess? host;

    /// <summary>How often the host was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="killAfter">Kill the first host this long after its start; null leaves it alone.</param>
    /// <param name="failpoint">Where the first host kills itself (<c>before:N</c>, <c>after:N</c>); null for nowhere.</param>
    public async Task<RunResult> RunAsync(TimeSpan? killAfter, string? failpoint)
    {
        world = await DemoWorld.CreateAsync(folder.Path, port: null, interval: "PT0.1S", CancellationToken.None);
        foreach (string path in Directory.EnumerateFiles(world.Lake, "*", SearchOption.AllDirectories))
        {
            if (objects is not null && !objects.Contains(Path.GetRelativePath(world.Lake, path)))
            {
                File.Delete(path);
            }
        }

        if (objects is not null)
        {
            await AllowEmptyMappersAsync(world.Configuration);
        }

        Dictionary<string, string> environment = failpoint is null ? [] : new(StringComparer.Ordinal) { ["ERASURE_FAILPOINT"] = failpoint };
        host = HostProcess.Start(world.Configuration, environment);
        Starts = 1;
        Task killing = killAfter is { } delay ? KillLaterAsync(host, delay) : Task.CompletedTask;
        await ReadyAsync();
        string id = await AskAsync(async () =>
        {
            using HttpRequestMessage request = new(HttpMethod.Post, $"{host.Url}/api/erasures") { Content = JsonContent.Create(DemoPerson.Request()) };
            request.Headers.Add("Idempotency-Key", "crash-run");
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        });

        JsonNode report;
        int polls = 0;
        while (!IsFinal(report = await AskAsync(async () => (await client.GetFromJsonAsync<JsonNode>($"{host.Url}/api/erasures/{id}/report"))!)))
        {
            Assert.True(polls++ < MaxPolls, $"It does not end: {report}");
            await Task.Delay(PollInterval, TimeProvider.System);
        }

        await killing;
        await host.StopAsync();
        return RunResult.Of(id, report, world);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        if (world is not null)
        {
            await world.DisposeAsync();
        }

        client.Dispose();
        folder.Dispose();
    }

    private static async Task AllowEmptyMappersAsync(string path)
    {
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        foreach (JsonNode? mapper in configuration["lake"]!["mappers"]!.AsArray())
        {
            mapper!["mayBeEmpty"] = true;
        }

        await File.WriteAllTextAsync(path, configuration.ToJsonString());
    }

    private static bool IsFinal(JsonNode report) =>
        (bool)report["isFinal"]! && report["erasure"]!["identifiersDestroyedAt"] is not null;

    private static async Task KillLaterAsync(HostProcess victim, TimeSpan delay)
    {
        await Task.Delay(delay, TimeProvider.System);
        await victim.KillAsync();
    }

    // Whoever asks while the host is dead asks its successor again.
    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException && Starts == 1)
            {
                await host!.WaitForExitAsync();
                await ReadyAsync();
            }
        }
    }

    private async Task ReadyAsync()
    {
        while (host!.HasExited || !await host.IsReadyAsync())
        {
            Assert.True(Starts == 1, $"The host did not come up again: {host.Error}");
            await host.DisposeAsync();
            host = HostProcess.Start(world!.Configuration);
            Starts++;
        }
    }
}
