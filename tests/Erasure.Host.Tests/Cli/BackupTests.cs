using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Privacy;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>A backup that is restored: what was open when it was made goes on, and ends.</summary>
public sealed class BackupTests
{
    private const int MaxPolls = 1200;

    [Fact]
    public async Task An_erasure_ends_on_a_database_that_was_copied_under_it_and_put_back()
    {
        using TempFolder folder = new();
        await using EchoDomain refuses = await EchoDomain.StartAsync();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(world.Configuration))!;
        configuration["domains"]![1]!["connector"]!["url"] = refuses.Url;
        await File.WriteAllTextAsync(world.Configuration, configuration.ToJsonString());
        string[] arguments = ["backup", "--config", world.Configuration, "--to", folder["copy.db"]];

        string id = await ServeAsync(world, async client =>
        {
            using HttpResponseMessage taken = await client.PostAsJsonAsync("/api/erasures", new { subject = new { user_id = "u-2043" } });
            string taking = (string)(await taken.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
            await WaitAsync(client, $"/api/erasures/{taking}", status => (string?)status["state"] == "ActionRequired");
            Assert.Equal((0, ""), await RunAsync(arguments));
            return taking;
        });
        (int exit, string error) = await RunAsync(arguments);
        Assert.Equal(1, exit);
        Assert.Contains("copy.db", error, StringComparison.Ordinal);

        string data = Path.Combine(world.Folder, "data");
        foreach (string file in Directory.GetFiles(data, "erasure.db*"))
        {
            File.Delete(file);
        }

        File.Copy(folder["copy.db"], Path.Combine(data, "erasure.db"));
        await ServeAsync(world, async client =>
        {
            using HttpResponseMessage resolved = await client.PostAsJsonAsync($"/api/erasures/{id}/domains/order/resolve", new { by = "Kim", note = "done" });
            Assert.Equal(HttpStatusCode.Accepted, resolved.StatusCode);
            await WaitAsync(client, $"/api/erasures/{id}/report", report => (string?)report["erasure"]!["state"] == "Completed" && report["erasure"]!["identifiersDestroyedAt"] is not null);
            return id;
        });

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["copy.db"]));
        }
    }

    private static async Task<(int Exit, string Error)> RunAsync(string[] arguments)
    {
        using StringWriter error = new();
        int exit = await ErasureCommandLine.RunAsync(arguments, TextWriter.Null, error);
        return (exit, error.ToString());
    }

    private static async Task<string> ServeAsync(DemoWorld world, Func<HttpClient, Task<string>> use)
    {
        await using ErasureServer server = await ErasureServer.StartAsync(ConfigCommand.Load(new FileInfo(world.Configuration)), _ => { }, CancellationToken.None);
        using HttpClient client = new(SpanCapture.Untraced()) { BaseAddress = new Uri(server.Url), Timeout = Timeout.InfiniteTimeSpan };
        return await use(client);
    }

    private static async Task WaitAsync(HttpClient client, string path, Func<JsonNode, bool> isSo)
    {
        JsonNode? last = null;
        for (int i = 0; i < MaxPolls; i++)
        {
            if (isSo(last = (await client.GetFromJsonAsync<JsonNode>(path))!))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail($"It stays as it is: {last}");
    }
}
