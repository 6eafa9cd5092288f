using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Processes;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>The host as a process of its own, killed at seeded moments of jobs that find by Athena and erase on Ceph.</summary>
/// <remarks>ERASURE_LONG_TESTS=1 kills it fifty times.</remarks>
[Collection(CephTests.Name)]
public sealed class KilledHostTests(CephFixture ceph)
{
    private const int Seed = 4;
    private const int MostPolls = 3000;

    private static readonly int Kills = LongTests.Asked ? 50 : 10;

    private static readonly HashSet<string> Forgotten = [.. Enumerable.Range(0, 50).Select(i => $"u-{i * 41 % ShopLake.Users:d4}")];
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(2500);

    [Fact]
    public async Task Kills_change_neither_lake_nor_report()
    {
        using ShopLake lake = new();
        Run expected = await RunAsync(lake, () => null);
        Assert.Equal(
            lake.VersionsWithout(Forgotten).OrderBy(item => item.Key, StringComparer.Ordinal),
            expected.Objects.Select(item => KeyValuePair.Create(item.Key, item.Value.Versions)).OrderBy(item => item.Key, StringComparer.Ordinal));

        Random random = new(Seed);
        int kills = 0;
        while (kills < Kills)
        {
            Run actual = await RunAsync(lake, () => kills++ < Kills ? ShortestLife + (random.NextDouble() * (LongestLife - ShortestLife)) : null);
            Assert.Equal(expected.Totals, actual.Totals);
            Assert.Equal(expected.Objects, actual.Objects);
        }
    }

    /// <summary>One job from its start to its end.</summary>
    /// <param name="lake">The lake, put into a new bucket.</param>
    /// <param name="nextLife">How long the next host lives; null for as long as it takes.</param>
    private async Task<Run> RunAsync(ShopLake lake, Func<TimeSpan?> nextLife)
    {
        using TempFolder folder = new();
        string bucket = await lake.PutAsync(ceph);
        using LocalTables tables = new(ceph.Client);
        await using LocalAws aws = await LocalAws.StartAsync(secret: "testsecret");
        aws.Objects = tables;
        ShopLake.Register(aws, bucket);
        await File.WriteAllTextAsync(folder["erasure.json"], Configuration(bucket, aws.Url).ToJsonString());

        string? job = null;
        JsonNode? end = null;
        while (end is null)
        {
            await using HostProcess host = HostProcess.Start(folder["erasure.json"], new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "test", ["AWS_SECRET_ACCESS_KEY"] = "testsecret" });
            if (!await host.IsReadyAsync())
            {
                Assert.Fail(host.Error);
            }

            using HttpClient client = new() { BaseAddress = new Uri(host.Url) };
            job ??= await StartJobAsync(client);
            if (nextLife() is { } life)
            {
                await Task.Delay(life, TimeProvider.System);
                end = await EndOfAsync(client, job);
                await host.KillAsync();
            }
            else
            {
                end = await WaitAsync(client, job, host);
                await host.StopAsync();
            }
        }

        Assert.Equal("Completed", (string?)end["state"]);
        Assert.Empty(await ShopLake.ReadAsync(ceph, bucket, "manifests/"));
        Assert.Equal(["clicks", "events", "people"], aws.Tables.Keys.Order());
        JsonNode totals = end["totals"]!;
        return new Run(
            string.Join(' ', new[] { "objects", "objectsErased", "objectsFailed", "rowsErased", "queries" }.Select(name => $"{name}={totals[name]}")),
            await ShopLake.ReadAsync(ceph, bucket));
    }

    private static async Task<string> StartJobAsync(HttpClient client)
    {
        foreach (string user in Forgotten)
        {
            using HttpResponseMessage queued = await client.PostAsJsonAsync("/api/deletion-queue", new { value = user });
            Assert.Equal(HttpStatusCode.Created, queued.StatusCode);
        }

        using HttpResponseMessage started = await client.PostAsJsonAsync("/api/deletion-jobs", new { });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return (string)(await started.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    private static async Task<JsonNode> WaitAsync(HttpClient client, string job, HostProcess host)
    {
        for (int polls = 0; polls < MostPolls; polls++)
        {
            if (await EndOfAsync(client, job) is { } end)
            {
                return end;
            }

            await Task.Delay(PollInterval, TimeProvider.System);
        }

        throw new InvalidOperationException($"It does not end: {await client.GetStringAsync($"/api/deletion-jobs/{job}/events")} {host.Error}");
    }

    private static async Task<JsonNode?> EndOfAsync(HttpClient client, string job) =>
        await client.GetFromJsonAsync<JsonNode>($"/api/deletion-jobs/{job}") is { } seen && seen["endedAt"] is not null ? seen : null;

    private JsonObject Configuration(string bucket, Uri athena) => new()
    {
        ["domains"] = new JsonArray(new JsonObject { ["name"] = "lake", ["admin"] = "data@example.org", ["connector"] = new JsonObject { ["type"] = "lake" } }),
        ["server"] = new JsonObject { ["url"] = "http://127.0.0.1:0" },
        ["lake"] = new JsonObject
        {
            ["s3"] = new JsonObject { ["bucket"] = bucket, ["endpoint"] = ceph.Endpoint.ToString() },
            ["athena"] = new JsonObject
            {
                ["region"] = "eu-central-1",
                ["endpoint"] = athena.ToString(),
                ["manifests"] = $"s3://{bucket}/manifests/",
                ["poll"] = "PT0.1S",
                ["maxPoll"] = "PT0.5S",
            },

            // A killed host's leases outlive it: waiting for them would only make the test long.
            ["job"] = new JsonObject { ["concurrentObjects"] = 4 },
            ["mappers"] = new JsonArray([.. ShopLake.Mappers(Finder.Athena).Select(mapper => new JsonObject
            {
                ["id"] = mapper.Id,
                ["table"] = new JsonObject { ["database"] = mapper.Table!.Database, ["name"] = mapper.Table.Name },
                ["format"] = mapper.Format.ToString().ToLower(CultureInfo.InvariantCulture),
                ["finder"] = "athena",
                ["identifiers"] = new JsonObject([.. mapper.Identifiers.Select(identifier =>
                    KeyValuePair.Create(identifier.Key, (JsonNode?)new JsonArray([.. identifier.Value.Select(column => column.Column)])))]),
            })]),
        },
    };

    /// <summary>What a run left behind.</summary>
    private sealed record Run(string Totals, Dictionary<string, (int Versions, string Hash)> Objects);
}
