using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Access;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Tests.Worker;

/// <summary>Two workers on one hub in Azure's storage, as two instances of the app are.</summary>
public sealed class TwoWorkerTests(StorageWorkerFixture app) : IClassFixture<StorageWorkerFixture>
{
    private const int AtOnce = 6;
    private const int MostRounds = 15;

    [Fact]
    public async Task A_domains_limit_holds_over_both()
    {
        await using FunctionsPlatform other = await app.StartAnotherAsync();
        List<string> ids = [];
        for (int round = 0; round < MostRounds && (round < 2 || app.Slow.Workers.Count < 2); round++)
        {
            ids.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => FileAsync($"user-{round}-{i}"))));
            await app.Platform.Durable.WhenEndedAsync(ids[^1]);
        }

        foreach (string id in ids)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Platform.Durable.WhenEndedAsync(id)).RuntimeStatus);
        }

        Assert.Equal(["one", "other"], app.Slow.Workers.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(app.Slow.MostAtOnce, 1, SlowCalls.Most);
    }

    private async Task<string> FileAsync(string user)
    {
        JsonNode request = JsonNode.Parse($$"""{"subject":{"user_id":"{{user}}"},"domains":["slow"]}""")!;
        using HttpResponseMessage accepted = await app.SendAsync("POST", "/api/erasures", Roles.All, request);
        return (string)(await accepted.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }
}
