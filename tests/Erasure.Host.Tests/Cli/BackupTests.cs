using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Host.Tests.Privacy;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Cli;

/// <summary>A backup that is restored: what was open when it was made goes on, and ends.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task An_erasure_ends_on_a_database_that_was_copied_under_it_and_put_back()
    {
        using TempFolder folder = new();
        await using EchoDomain refuses = await EchoDomain.StartAsync();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        await world.ChangeAsync(configuration => configuration["domains"]![1]!["connector"]!["url"] = refuses.Url);
        string[] arguments = ["backup", "--config", world.Configuration, "--to", folder["copy.db"]];

        string id = await world.ServeAsync(async client =>
        {
            string taking = await client.FileAsync();
            await client.WaitAsync($"/api/erasures/{taking}", status => (string?)status["state"] == "ActionRequired");
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
        await world.ServeAsync(async client =>
        {
            using HttpResponseMessage resolved = await client.PostAsJsonAsync($"/api/erasures/{id}/domains/order/resolve", new { by = "Kim", note = "done" });
            Assert.Equal(HttpStatusCode.Accepted, resolved.StatusCode);
            await client.WaitAsync($"/api/erasures/{id}/report", report => (string?)report["erasure"]!["state"] == "Completed" && report["erasure"]!["identifiersDestroyedAt"] is not null);
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
}
