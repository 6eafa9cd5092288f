using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Api.Access;
using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using ErasureFunctions.Durable;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Tests.Worker;

/// <summary>With the task hub in Azure's storage, as Microsoft's provider keeps it: what survives there, how much it is, and what isn't in it.</summary>
public sealed class StorageWorkerTests(StorageWorkerFixture app) : WorkerTests(app), IClassFixture<StorageWorkerFixture>
{
    private const string Canary = "canary-user-91d0c7";
    private const string Email = "canary.person.91d0c7@example.org";

    // Azure's own rule of thumb is some hundred events: each is a row that is read again at every step.
    private const int MostEvents = 60;

    [Fact]
    public async Task An_erasure_goes_on_after_a_kill_on_the_same_hub()
    {
        string id = await FileAsync($"{Canary}-killed", "archive");
        await WaitAsync(id, view => (string?)view["domains"]![0]!["state"] == "Submitted");

        await app.RestartAsync();
        OrchestrationMetadata ended = await app.Platform.Durable.WhenEndedAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal("Completed", (string?)(await ViewAsync(id))["state"]);
        Assert.Single(app.ArchiveKeys.Where(key => key.StartsWith(id, StringComparison.Ordinal)).Distinct());
    }

    [Fact]
    public async Task Its_histories_are_short_and_name_nobody()
    {
        string id = await FileAsync($"{Canary}-kept", "orders", "crm");
        await WaitAsync(id, view => (string?)view["state"] == "ActionRequired");

        foreach (string instance in new[] { id, $"{id}:orders", $"{id}:crm" })
        {
            string history = Assert.IsType<string>(await app.Platform.Durable.FindHistoryAsync(instance));

            Assert.InRange(JsonNode.Parse(history)!.AsArray().Count, 3, MostEvents);
            Assert.Empty(new CanarySearch().Plant($"{Canary}-kept").Plant(Email).FindIn(instance, history));
        }
    }

    [Fact]
    public async Task What_fails_is_kept_with_its_type_and_neither_text_nor_place_in_the_code()
    {
        string id = await app.Platform.Durable.Client.ScheduleNewOrchestrationInstanceAsync("EraseSubject", "kim@example.org");

        OrchestrationMetadata ended = await app.Platform.Durable.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("System.Text.Json.JsonException: ", ended.SerializedOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("kim@", ended.SerializedOutput, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ErasureFunctions.", await app.Platform.Durable.FindHistoryAsync(id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_terminated_ends_and_what_is_purged_is_gone()
    {
        string id = await FileAsync($"{Canary}-terminated", "crm");
        await WaitAsync(id, view => (string?)view["state"] == "ActionRequired");
        DurableTaskClient client = app.Platform.Durable.Client;

        Assert.Equal(0, await client.TryPurgeAsync(id, default));
        Assert.NotNull(await client.FindAsync(id, default));
        Assert.True(await client.TryTerminateAsync(id, "by hand", default));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await client.FindAsync(id, default))!.RuntimeStatus);
        Assert.False(await client.TryRaiseEventAsync(id, "command", payload: null, default));
        int kept = await client.PurgeEndedAsync(DateTimeOffset.MaxValue, (_, _) => Task.FromResult(false), default);
        int purged = await client.PurgeEndedAsync(DateTimeOffset.MaxValue, (instance, _) => Task.FromResult(instance == id), default);

        Assert.Equal((0, 1), (kept, purged));
        Assert.Null(await client.FindAsync(id, default));
        Assert.Null(await app.Platform.Durable.FindHistoryAsync(id));
    }

    private async Task<string> FileAsync(string user, params string[] domains)
    {
        JsonNode request = new JsonObject
        {
            ["subject"] = new JsonObject { ["user_id"] = user },
            ["requester"] = new JsonObject { ["email"] = Email },
            ["domains"] = new JsonArray([.. domains.Select(domain => JsonValue.Create(domain))]),
        };
        using HttpResponseMessage accepted = await app.SendAsync("POST", "/api/erasures", Roles.All, request);
        return (string)(await accepted.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    private async Task<JsonNode> ViewAsync(string id)
    {
        using HttpResponseMessage response = await app.SendAsync("GET", $"/api/erasures/{id}", Roles.All);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task WaitAsync(string id, Predicate<JsonNode> isThere)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (!isThere(await ViewAsync(id)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }
}
