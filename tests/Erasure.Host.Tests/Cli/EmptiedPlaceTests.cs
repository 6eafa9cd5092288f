using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Cli;

/// <summary>A place that erasures emptied is told alike by the running host, by the check and by a dry run.</summary>
public sealed class EmptiedPlaceTests : IDisposable
{
    private readonly TempFolder folder = new();

    public EmptiedPlaceTests()
    {
        Directory.CreateDirectory(folder["lake/visits/by=u-2042"]);
        File.WriteAllText(folder["lake/visits/by=u-2042/a.jsonl"], "{\"at\":1}\n");
        File.WriteAllText(folder["erasure.json"], """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "lake", "mappers": [{ "id": "visits", "prefix": "visits", "format": "json", "identifiers": { "user_id": ["by"] } }] },
              "server": { "url": "http://127.0.0.1:0", "dataFolder": "data", "masterKeyFile": "master.key" } }
            """);
        File.WriteAllText(folder["person.json"], """{"user_id":"u-1"}""");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_is_right_as_long_as_nobody_else_has_been_there()
    {
        await EraseAsync("u-2042");
        Assert.False(Directory.Exists(folder["lake/visits/by=u-2042"]));

        CliResult check = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake");
        CliResult dryRun = await DryRunAsync();

        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        Assert.Equal((0, "0 rows would go, in 0 of 0 objects. Nothing was changed.\n"), (dryRun.ExitCode, dryRun.Output));

        Directory.Delete(folder["lake/visits"]);
        CliResult gone = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake");
        Directory.CreateDirectory(folder["lake/visits"]);
        CliResult another = await InProcess.RunAsync("config", "check", folder["erasure.json"], "--lake");

        Assert.StartsWith("$.lake.mappers[0].prefix: no-such-prefix: ", gone.Error, StringComparison.Ordinal);
        Assert.StartsWith("$.lake.mappers[0].prefix: objects-gone: ", another.Error, StringComparison.Ordinal);
        CliResult missed = await DryRunAsync();
        Assert.Equal(1, missed.ExitCode);
        Assert.StartsWith("The mapper visits couldn't be searched (objects-gone): ", missed.Output, StringComparison.Ordinal);
    }

    private Task<CliResult> DryRunAsync() => InProcess.RunAsync("dry-run", folder["person.json"], "--config", folder["erasure.json"]);

    private async Task EraseAsync(string userId)
    {
        await using ErasureServer server = await ErasureServer.StartAsync(ConfigCommand.Load(new FileInfo(folder["erasure.json"])), log => log.SetMinimumLevel(LogLevel.None), CancellationToken.None);
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        using HttpResponseMessage taken = await client.PostAsJsonAsync("/api/erasures", new { subject = new { user_id = userId } });
        string id = (string)(await taken.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        await client.WaitAsync($"/api/erasures/{id}", status => (string?)status["state"] == "Completed");
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
    }
}
