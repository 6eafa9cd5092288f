using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Privacy;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests;

/// <summary>Serves a demo's world inside the test, as its configuration says by then.</summary>
internal static class ServedWorld
{
    private const int MaxPolls = 1200;

    /// <summary>Replaces what is wrong or missing in the world's configuration.</summary>
    public static async Task ChangeAsync(this DemoWorld world, Action<JsonNode> change)
    {
        JsonNode configuration = JsonNode.Parse(await File.ReadAllTextAsync(world.Configuration))!;
        change(configuration);
        await File.WriteAllTextAsync(world.Configuration, configuration.ToJsonString());
    }

    /// <summary>Starts a server, has it used, and stops it.</summary>
    public static async Task<T> ServeAsync<T>(this DemoWorld world, Func<HttpClient, Task<T>> use, Action<ILoggingBuilder>? log = null)
    {
        await using ErasureServer server = await ErasureServer.StartAsync(ConfigCommand.Load(new FileInfo(world.Configuration)), log ?? (_ => { }), CancellationToken.None);
        using HttpClient client = new(SpanCapture.Untraced()) { BaseAddress = new Uri(server.Url), Timeout = Timeout.InfiniteTimeSpan };
        return await use(client);
    }

    /// <summary>Files an erasure of the person whom README asks to erase.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> FileAsync(this HttpClient client)
    {
        using HttpResponseMessage taken = await client.PostAsJsonAsync("/api/erasures", new { subject = new { user_id = "u-2043" } });
        return (string)(await taken.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    /// <summary>Asks until the answer is as it should be.</summary>
    public static async Task WaitAsync(this HttpClient client, string path, Func<JsonNode, bool> isSo)
    {
        JsonNode? last = null;
        await WaitAsync(async () => isSo(last = (await client.GetFromJsonAsync<JsonNode>(path))!), () => $"It stays as it is: {last}");
    }

    /// <summary>Looks until it is so.</summary>
    public static async Task WaitAsync(Func<Task<bool>> isSo, Func<string> otherwise)
    {
        for (int i = 0; i < MaxPolls; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail(otherwise());
    }
}
