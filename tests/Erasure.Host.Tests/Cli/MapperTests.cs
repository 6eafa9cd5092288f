using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Processes;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Cli;

/// <summary>Commands on data mappers that a host has stored.</summary>
public sealed class MapperTests : IAsyncLifetime
{
    private const string Domain = """{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }""";
    private const string Server = """{ "url": "http://127.0.0.1:0" }""";
    private const string Declared = """{ "id": "clicks", "prefix": "clicks", "format": "json", "identifiers": { "user_id": ["by"] } }""";

    private readonly TempFolder folder = new();

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(folder["lake/people"]);
        await File.WriteAllTextAsync(folder["lake/people/a.csv"], "id,mail\n1,a@example.org\n");
        await File.WriteAllTextAsync(folder["folder.json"], $$"""{ "domains": [{{Domain}}], "lake": { "folder": "lake", "mappers": [{{Declared}}] }, "server": {{Server}} }""");

        // The same host's records, with the lake in S3: what stores a mapper looks at it first, and there is no S3 here.
        await File.WriteAllTextAsync(folder["s3.json"], $$"""{ "domains": [{{Domain}}], "lake": { "s3": { "bucket": "lake", "region": "eu-central-1" }, "mappers": [{{Declared}}] }, "server": {{Server}} }""");
    }

    public Task DisposeAsync()
    {
        folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_stored_mapper_is_known_whether_the_host_runs_or_not()
    {
        string running = "";
        await ServeAsync(async client =>
        {
            await StoreAsync(client);
            CliResult whileRunning = await InProcess.RunAsync("mapper", "policy", "PEOPLE", "--config", folder["s3.json"]);
            Assert.Equal((0, ""), (whileRunning.ExitCode, whileRunning.Error));
            running = whileRunning.Output;
        });

        CliResult stopped = await InProcess.RunAsync("mapper", "policy", "people", "--config", folder["s3.json"]);
        Assert.Equal((0, ""), (stopped.ExitCode, stopped.Error));
        Assert.Equal(running, stopped.Output);
        Assert.Contains("arn:aws:s3:::lake/people/*", stopped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_declared_mappers_are_known_and_nothing_is_made()
    {
        Assert.Equal(0, (await InProcess.RunAsync("mapper", "policy", "clicks", "--config", folder["s3.json"])).ExitCode);
        foreach (string command in new[] { "policy", "remove" })
        {
            CliResult unknown = await InProcess.RunAsync("mapper", command, "people", "--config", folder["s3.json"]);
            Assert.Equal((1, ""), (unknown.ExitCode, unknown.Output));
            Assert.Contains("no data mapper people", unknown.Error, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("no database", unknown.Error, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(folder["data"]));
    }

    [Fact]
    public async Task A_stored_mapper_is_removed_where_nothing_is_owed_to_it_and_no_host_runs()
    {
        await ServeAsync(async client =>
        {
            await StoreAsync(client);
            (await client.PostAsJsonAsync("/api/deletion-queue", JsonNode.Parse("""{"value":"a@example.org","mappers":["people"]}"""))).EnsureSuccessStatusCode();
            CliResult inUse = await RemoveAsync("people");
            Assert.Equal((1, ""), (inUse.ExitCode, inUse.Output));
            Assert.Contains("DELETE /api/data-mappers/people", inUse.Error, StringComparison.Ordinal);
        });

        CliResult wanted = await RemoveAsync("people");
        Assert.Equal((1, "", "erasure: matches-queued: 1 queued matches are limited to it, or wait since a job failed in it; run a deletion job, mend what it fails at, or take them back, first.\n"), (wanted.ExitCode, wanted.Output, wanted.Error));
        Assert.Contains("declared-in-configuration", (await RemoveAsync("clicks")).Error, StringComparison.Ordinal);

        await ServeAsync(async client =>
        {
            JsonNode queue = (await client.GetFromJsonAsync<JsonNode>("/api/deletion-queue"))!;
            (await client.DeleteAsync(new Uri($"/api/deletion-queue/{queue["matches"]![0]!["id"]}", UriKind.Relative))).EnsureSuccessStatusCode();
        });
        Assert.Equal((0, "Removed the data mapper people.\n", ""), (await RemoveAsync("people")) is var removed ? (removed.ExitCode, removed.Output, removed.Error) : default);
        Assert.Contains("no data mapper people is stored", (await RemoveAsync("people")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_policy_of_a_table_is_refused_in_a_line()
    {
        await File.WriteAllTextAsync(folder["athena.json"], $$"""
            { "domains": [{{Domain}}], "server": {{Server}}, "lake": { "s3": { "bucket": "lake", "region": "eu-central-1" }, "athena": { "region": "eu-central-1", "manifests": "s3://work/manifests/" },
              "mappers": [{ "id": "orders", "table": { "database": "shop", "name": "orders" }, "format": "parquet", "finder": "athena", "identifiers": { "user_id": ["user_id"] } }] } }
            """);

        ProcessResult result = await ProcessResult.RunAsync(
            "env", "-u", "AWS_ACCESS_KEY_ID", "-u", "AWS_SECRET_ACCESS_KEY", "-u", "AWS_PROFILE", "AWS_EC2_METADATA_DISABLED=true", $"HOME={folder.Path}", $"PATH={Environment.GetEnvironmentVariable("PATH")}",
            "dotnet", HostProcess.Dll, "mapper", "policy", "orders", "--config", folder["athena.json"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("erasure: ", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("credentials", result.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> RemoveAsync(string id) => InProcess.RunAsync("mapper", "remove", id, "--config", folder["folder.json"]);

    private static async Task StoreAsync(HttpClient client) =>
        (await client.PutAsJsonAsync("/api/data-mappers/people", JsonNode.Parse("""{"prefix":"people","format":"csv","identifiers":{"email":["mail"]}}"""))).EnsureSuccessStatusCode();

    private async Task ServeAsync(Func<HttpClient, Task> use)
    {
        ErasureConfiguration configuration = ConfigCommand.Load(new FileInfo(folder["folder.json"]));
        await using ErasureServer server = await ErasureServer.StartAsync(configuration, logging => logging.ClearProviders(), CancellationToken.None);
        using HttpClient client = new() { BaseAddress = new Uri(server.Url) };
        await use(client);
    }
}
