using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Erasure.Api.Access;
using Erasure.Tests.Shared;

namespace ErasureFunctions.Tests.Worker;

/// <summary>What Application Insights gets from the worker, with a collector beside it, of an erasure that is done and of one that waits for a human.</summary>
public sealed partial class ApplicationInsightsTests : IAsyncLifetime
{
    private const int MaxPolls = 600;
    private const string UserId = "canary-user-7f3a9c51e2d8";
    private const string OtherUserId = "canary user/other%2B91c4";
    private const string Email = "canary.person.4b1d@example.org";

    /// <summary>What only a deletion job measures, which the worker's tests have no lake for.</summary>
    private static readonly string[] OfJobs = ["erasure.athena.scanned", "erasure.jobs.ended"];
    private static readonly string[] TagsOfJobs = ["dry_run"];

    private readonly WorkerFixture app = new();
    private IngestionEndpoint insights = null!;

    public async Task InitializeAsync()
    {
        insights = await IngestionEndpoint.StartAsync();
        app.Variables["APPLICATIONINSIGHTS_CONNECTION_STRING"] = insights.ConnectionString;
        app.Variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = insights.Url;
        app.Variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        await app.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await insights.DisposeAsync();
    }

    [Fact]
    public async Task It_gets_what_alerts_and_workbook_ask_for_once_and_no_identifier()
    {
        string id = await FileAsync("POST", "/api/erasures", JsonNode.Parse($$"""{"subject":{"user_id":"{{UserId}}"},"requester":{"email":"{{Email}}"},"domains":["orders"]}"""));
        await app.Platform.Durable.WhenEndedAsync(id);
        string waits = await FileAsync("DELETE", $"/api/user/{Uri.EscapeDataString(OtherUserId)}", body: null);
        await WaitAsync(waits, "ActionRequired");
        await app.Platform.InvokeAsync("watchDeadlines", new JsonObject { ["json"] = """{"IsPastDue":false}""" });
        await app.Platform.StopWorkerAsync();

        Assert.Equal("True", (string?)app.Platform.Capabilities["WorkerOpenTelemetryEnabled"]);
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], insights.OtherPaths.Distinct().Order(StringComparer.Ordinal));
        AssertFigures();
        AssertSpans();
        Assert.Contains(insights.Of("MessageData"), log => (string?)log["data"]!["baseData"]!["properties"]!["ErasureId"] == id);
        Assert.All(insights.Of("MessageData"), log => Assert.StartsWith("Erasure", (string?)log["data"]!["baseData"]!["properties"]!["CategoryName"], StringComparison.Ordinal));

        CanarySearch search = new CanarySearch().Plant(UserId).Plant(OtherUserId).Plant(Email);
        Assert.Empty(insights.Lines.SelectMany(line => search.FindIn("telemetry", line)));
    }

    private void AssertFigures()
    {
        JsonNode[] all = [.. insights.Of("MetricData").Select(item => item["data"]!["baseData"]!)];
        Assert.All(all, figure => Assert.Single(figure["metrics"]!.AsArray()));
        ILookup<string, JsonNode> figures = all.ToLookup(figure => (string)figure["metrics"]![0]!["name"]!, StringComparer.Ordinal);
        string queries = string.Join('\n', Directory.EnumerateFiles(Repository.PathOf("infra", "bicep", "queries"), "*.kql").Select(File.ReadAllText));
        HashSet<string> tags = [.. all.SelectMany(figure => figure["properties"]?.AsObject() ?? []).Select(property => property.Key)];

        Assert.Empty(Metric().Matches(queries).Select(match => match.Value).Except([.. OfJobs, .. figures.Select(figure => figure.Key)]));
        Assert.Empty(Tag().Matches(queries).Select(match => match.Groups["name"].Value).Except([.. TagsOfJobs, .. tags]));

        // Counters and gauges have a sum and count as one; a histogram has its sum with the number of its measurements.
        JsonNode received = Assert.Single(figures["erasure.received"])["metrics"]![0]!;
        JsonNode duration = Assert.Single(figures["erasure.duration"])["metrics"]![0]!;
        Assert.Equal((2, null), ((double)received["value"]!, (int?)received["count"]));
        Assert.Equal(((double)duration["value"]!, 1), ((double)duration["max"]!, (int)duration["count"]!));
        Assert.Equal("Completed", (string?)Assert.Single(figures["erasure.ended"])["properties"]!["state"]);
        JsonNode open = Assert.Single(figures["erasure.open"], figure => (string?)figure["properties"]!["state"] == "ActionRequired");
        Assert.Equal(1, (double)open["metrics"]![0]!["value"]!);
        Assert.DoesNotContain(figures, figure => figure.Key.StartsWith("http.server", StringComparison.Ordinal) || figure.Key.Contains("requests/duration", StringComparison.Ordinal));
    }

    // The platform has the requests; below them everything hangs on the worker's invocations, but for what keeps shares of the domains' limits.
    private void AssertSpans()
    {
        Assert.Empty(insights.Of("RequestData"));
        JsonNode[] spans = [.. insights.Of("RemoteDependencyData")];
        HashSet<string> known = [.. spans.Select(span => (string)span["data"]!["baseData"]!["id"]!)];
        Assert.Equal(spans.Length, known.Count);
        foreach (JsonNode span in spans)
        {
            string name = (string)span["data"]!["baseData"]!["name"]!;
            string? parent = (string?)span["tags"]!["ai.operation.parentId"];
            if (parent is null && name is "DynamoDB.GetItem" or "DynamoDB.PutItem")
            {
                continue;
            }

            Assert.True(name.StartsWith("function ", StringComparison.Ordinal) ? parent is not null && !known.Contains(parent) : parent is not null && known.Contains(parent), $"{span}");
        }

        Assert.Contains(spans, span => (string?)span["data"]!["baseData"]!["name"] == "domain submit");
    }

    private async Task<string> FileAsync(string method, string path, JsonNode? body)
    {
        using HttpResponseMessage accepted = await app.SendAsync(method, path, Roles.All, body);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        return (string)(await accepted.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
    }

    private async Task WaitAsync(string id, string state)
    {
        string? last = null;
        for (int i = 0; i < MaxPolls; i++)
        {
            using HttpResponseMessage response = await app.SendAsync("GET", $"/api/erasures/{id}", Roles.All);
            last = (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["state"];
            if (last == state)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        Assert.Fail($"It stays {last}.");
    }

    [GeneratedRegex(@"(?<=')erasure\.[a-z._]+[a-z](?=')", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"Properties\['(?<name>[^']+)'\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();
}
