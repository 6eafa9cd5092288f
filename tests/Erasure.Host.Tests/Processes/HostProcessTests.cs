using System.Net;
using System.Text.Json.Nodes;
using Erasure.Host.Demo;
using Erasure.Host.Tests.Api;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Processes;

public sealed class HostProcessTests
{
    [Fact]
    public async Task A_host_that_is_asked_to_stop_stops_and_says_so()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using HostProcess host = HostProcess.Start(world.Configuration);
        Assert.True(await host.IsReadyAsync(), host.Error);

        await host.StopAsync();

        Assert.Equal(0, host.ExitCode);
        Assert.Contains("A new database", Assert.Single(host.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_logs_that_it_does_and_that_it_has()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        using LogCapture log = new();

        await world.ServeAsync(_ => Task.FromResult(true), logging => logging.AddProvider(log));

        string[] lines = [.. log.Lines.Where(line => line.Contains("Erasure.Host", StringComparison.Ordinal) || line.Contains(" Stop", StringComparison.Ordinal)).Select(line => line.Split(" | ")[0])];
        Assert.Contains(lines, line => line.StartsWith("Information ", StringComparison.Ordinal) && line.Contains(": Stopping: no request is taken any more", StringComparison.Ordinal));
        Assert.Contains(": Stopped ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_on_one_database_refuses_to_start()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using HostProcess first = HostProcess.Start(world.Configuration);
        Assert.True(await first.IsReadyAsync(), first.Error);
        string other = Path.Combine(world.Folder, "other.json");
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(world.Configuration))!;
        configuration["server"]!["url"] = "http://127.0.0.1:1";
        await File.WriteAllTextAsync(other, configuration.ToJsonString());

        Assert.Contains("in use by another process. Stop that host, or give this one a database of its own.", await RefusedAsync(other), StringComparison.Ordinal);
        using HttpClient client = new();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{first.Url}/health/ready")).StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(world.Configuration))!;
        configuration["server"]!["url"] = world.Domains[0].Url;
        await File.WriteAllTextAsync(world.Configuration, configuration.ToJsonString());

        string error = await RefusedAsync(world.Configuration);
        Assert.StartsWith("erasure: ", error, StringComparison.Ordinal);
        Assert.Contains("address already in use", error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_lost_master_key_is_missed_and_not_made_anew()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using (HostProcess first = HostProcess.Start(world.Configuration))
        {
            Assert.True(await first.IsReadyAsync(), first.Error);
        }

        string key = Path.Combine(world.Folder, "master.key");
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        File.Delete(key);

        string error = await RefusedAsync(world.Configuration);
        Assert.Contains("master.key is missing", error, StringComparison.Ordinal);
        Assert.False(File.Exists(key));
    }

    [Fact]
    public async Task Another_master_key_is_noticed_and_nothing_is_open_to_others()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using (HostProcess first = HostProcess.Start(world.Configuration))
        {
            Assert.True(await first.IsReadyAsync(), first.Error);
            string data = Path.Combine(world.Folder, "data");
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(data) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            foreach (string file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
            {
                Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
            }
        }

        await File.WriteAllBytesAsync(Path.Combine(world.Folder, "master.key"), [.. Enumerable.Range(1, 32).Select(i => (byte)(i * 11))]);
        string error = await RefusedAsync(world.Configuration);
        Assert.Contains("isn't the master key with which this database was begun", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_goes_under_a_running_host_is_neither_ready_nor_written()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using HostProcess host = HostProcess.Start(world.Configuration);
        Assert.True(await host.IsReadyAsync(), host.Error);
        using HttpClient client = new() { BaseAddress = new Uri(host.Url) };
        Assert.Equal(HttpStatusCode.Accepted, (await FileAsync(client)).StatusCode);

        Array.ForEach(Directory.GetFiles(Path.Combine(world.Folder, "data"), "erasure.db*"), File.Delete);

        using HttpResponseMessage refused = await FileAsync(client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/api/erasures")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_master_key_without_its_database_is_refused_unless_a_new_one_is_asked_for(int? length)
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using (HostProcess first = HostProcess.Start(world.Configuration))
        {
            Assert.True(await first.IsReadyAsync(), first.Error);
        }

        string database = Path.Combine(world.Folder, "data", "erasure.db");
        Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(database)!, "erasure.db*"), File.Delete);
        if (length is { } empty)
        {
            await File.WriteAllBytesAsync(database, new byte[empty]);
        }

        string error = await RefusedAsync(world.Configuration);
        Assert.Contains("but no database", error, StringComparison.Ordinal);
        Assert.Contains("--new", error, StringComparison.Ordinal);

        await using HostProcess anew = HostProcess.StartNew(world.Configuration);
        Assert.True(await anew.IsReadyAsync(), anew.Error);
    }

    [Fact]
    public async Task A_broken_database_is_told_in_one_line()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await WorldAsync(folder);
        await using (HostProcess first = HostProcess.Start(world.Configuration))
        {
            Assert.True(await first.IsReadyAsync(), first.Error);
        }

        string database = Path.Combine(world.Folder, "data", "erasure.db");
        Array.ForEach(Directory.GetFiles(Path.GetDirectoryName(database)!, "erasure.db-*"), File.Delete);
        await File.WriteAllTextAsync(database, string.Concat(Enumerable.Repeat("no database at all. ", 1000)));

        string error = await RefusedAsync(world.Configuration);
        Assert.Contains("is broken", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <returns>What a start that is refused says.</returns>
    private static async Task<string> RefusedAsync(string configuration)
    {
        ProcessResult result = await ProcessResult.RunAsync("dotnet", HostProcess.Dll, "serve", "--config", configuration);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        return result.Error;
    }

    private static Task<HttpResponseMessage> FileAsync(HttpClient client) =>
        client.PostAsync("/api/erasures", new StringContent($$$"""{"subject":{"user_id":"{{{Guid.NewGuid():N}}}"}}""", System.Text.Encoding.UTF8, "application/json"));

    private static Task<DemoWorld> WorldAsync(TempFolder folder) =>
        DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
}
