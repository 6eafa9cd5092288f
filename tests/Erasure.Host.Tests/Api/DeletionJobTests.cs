using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Erasure.Host.Tests.Api;

public sealed class DeletionJobTests
{
    private const string Queue = "/api/deletion-queue";
    private const string NdJson = "application/x-ndjson";

    [Fact]
    public async Task What_would_go_of_one_person_is_told_without_queueing_anything()
    {
        await using LakeServer server = await LakeServer.StartAsync();
        server.Write("clicks/a.jsonl", "{\"by\":\"canary-1\"}\n{\"by\":\"other\"}\n");
        await CreatedAsync(server, """{"value":"other"}""");

        JsonNode job = await server.RunJobAsync("""{"dryRun":true,"match":{"identifiers":{"user_id":"canary-1"},"mappers":["clicks"]}}""");

        Assert.Equal((true, 1, 1), ((bool)job["dryRun"]!, (int)job["matches"]!, (int)job["totals"]!["rowsErased"]!));
        Assert.Contains("canary-1", server.Read("clicks/a.jsonl"), StringComparison.Ordinal);
        Assert.Single((await server.GetAsync(Queue))["matches"]!.AsArray());
        Assert.DoesNotContain("canary", (await server.GetAsync($"/api/deletion-jobs/{job["id"]}/report")).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"match":{"value":"canary-1"}}""", "match")]
    [InlineData("""{"dryRun":true,"mappers":["clicks"],"match":{"value":"canary-1"}}""", "mappers")]
    [InlineData("""{"dryRun":true,"match":{"value":"canary-1","deadline":"2099-01-01T00:00:00Z"}}""", "match.deadline")]
    [InlineData("""{"dryRun":true,"match":{"identifiers":{"passport":"canary-1"}}}""", "match.identifiers")]
    [InlineData("""{"dryRun":true,"match":{"value":" canary-1"}}""", "match.value")]
    [InlineData("""{"dryRun":true,"match":"canary-1"}""", "match")]
    [InlineData("""{"dryRun":true,"match":{"value":"canary-1","mappers":["nope"]}}""", "match.mappers[0]")]
    public async Task A_match_that_cant_be_tried_out_is_refused_by_field(string wish, string field)
    {
        await using LakeServer server = await LakeServer.StartAsync();

        JsonNode problem = await IntakeTests.ProblemAsync(await server.PostAsync("/api/deletion-jobs", wish), HttpStatusCode.BadRequest);

        Assert.Contains(problem["errors"]!.AsArray(), error => (string?)error!["field"] == field);
        Assert.DoesNotContain("canary", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matches_are_queued_carried_and_reported()
    {
        await using LakeServer server = await LakeServer.StartAsync();
        server.Write("clicks/a.jsonl", "{\"by\":\"canary-1\"}\n{\"by\":\"other\"}\n");
        server.Write("contacts/a.csv", "email,name\ncanary@x.example,Ann\ncanary@x.example,Bob\n");
        JsonNode one = await CreatedAsync(server, """{"value":"canary-1"}""");
        Assert.Equal(("Simple", 0), ((string?)one["kind"], (int)one["jobs"]!));
        await CreatedAsync(server, """{"identifiers":{"user_id":"nobody"},"mappers":["clicks"],"deadline":"2099-01-01T00:00:00Z"}""");
        await CreatedAsync(server, """{"columns":[{"column":"email","value":"canary@x.example"},{"column":"name","value":"Bob"}],"mappers":["contacts"]}""");
        string queue = await server.Client.GetStringAsync(new Uri(Queue, UriKind.Relative));
        Assert.DoesNotContain("canary", queue, StringComparison.Ordinal);
        Assert.Equal(["Simple", "Identifiers", "Composite"], JsonNode.Parse(queue)!["matches"]!.AsArray().Select(match => (string)match!["kind"]!).OrderDescending());

        JsonNode dry = await server.RunJobAsync("""{"dryRun":true}""");
        Assert.Equal(("Completed", 2, true), ((string?)dry["state"], (int)dry["totals"]!["rowsErased"]!, (bool)dry["dryRun"]!));
        string[] found = (await server.Client.GetStringAsync(new Uri($"/api/deletion-jobs/{dry["id"]}/report?format=csv", UriKind.Relative))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(found.Select(line => line.Split(',').Length).Distinct());
        Assert.Equal(["rowsFound", "1", "1"], found.Where(line => line.Split(',')[0] is "kind" or "object").Select(line => line.Split(',')[^1]));
        JsonNode job = await server.RunJobAsync();

        Assert.Equal(("Completed", "Request", 3, 0), ((string?)job["state"], (string?)job["trigger"], (int)job["matches"]!, (int)job["matchesKept"]!));
        Assert.Equal("{\"by\":\"other\"}\n", server.Read("clicks/a.jsonl"));
        Assert.Equal("email,name\ncanary@x.example,Ann\n", server.Read("contacts/a.csv"));
        Assert.Empty((await server.GetAsync(Queue))["matches"]!.AsArray());
        string path = $"/api/deletion-jobs/{job["id"]}";
        JsonNode report = await server.GetAsync($"{path}/report");
        Assert.Equal(["clicks/a.jsonl", "contacts/a.csv"], report["objects"]!.AsArray().Select(item => (string)item!["key"]!).Order());
        Assert.Equal(("EUR", true), ((string?)report["cost"]!["currency"], (decimal)report["cost"]!["amount"]! > 0));
        Assert.NotNull(report["duration"]);
        Assert.Equal(["clicks", "contacts"], report["mappers"]!.AsArray().Select(mapper => (string)mapper!["mapper"]!));

        string[] csv = (await server.Client.GetStringAsync(new Uri($"{path}/report?format=csv", UriKind.Relative))).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["kind", "job", "mapper", "mapper", "object", "object", "match", "match"], csv.Select(line => line.Split(',')[0]));
        using HttpRequestMessage asked = new(HttpMethod.Get, $"{path}/report");
        asked.Headers.Add("Accept", "text/csv");
        using HttpResponseMessage byAccept = await server.Client.SendAsync(asked);
        Assert.Equal("text/csv", byAccept.Content.Headers.ContentType!.MediaType);
        Assert.Equal(string.Join("\r\n", csv) + "\r\n", await byAccept.Content.ReadAsStringAsync());

        List<string> events = [];
        for (string? next = ""; next is not null;)
        {
            JsonNode page = await server.GetAsync($"{path}/events?top=3{(next.Length == 0 ? "" : $"&continuation={next}")}");
            events.AddRange(page["events"]!.AsArray().Select(happening => (string)happening!["name"]!));
            next = (string?)page["continuation"];
        }

        Assert.Equal("MatchesGathered", events[0]);
        Assert.Equal(["ObjectUpdated", "Verified", "CleanupCompleted"], events.Where(name => name is "Verified" or "CleanupCompleted" or "ObjectUpdated").Distinct());
        Assert.Equal(2, (await server.GetAsync($"{path}/objects"))["objects"]!.AsArray().Count);
        Assert.Equal(2, (await server.GetAsync("/api/deletion-jobs"))["jobs"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.Conflict, (await server.PostAsync($"{path}/cancel", "{}")).StatusCode);
    }

    [Fact]
    public async Task A_hundred_thousand_matches_come_in_one_request()
    {
        const int Matches = 100_000;
        await using LakeServer server = await LakeServer.StartAsync();
        StringBuilder body = new();
        for (int i = 0; i < Matches; i++)
        {
            body.Append(null, $"{{\"value\":\"user-{i}\"}}\n");
        }

        body.Append("{\"value\":\"x\",\"mappers\":[\"nope\"]}\n{\n");
        using HttpResponseMessage response = await server.PostAsync(Queue, body.ToString(), NdJson);

        JsonNode[] answers = [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(Enumerable.Range(1, Matches + 2), answers.Select(answer => (int)answer["line"]!));
        Assert.All(answers[..Matches], answer => Assert.Equal(201, (int)answer["status"]!));
        Assert.All(answers[Matches..], answer => Assert.Equal(400, (int)answer["status"]!));
        Assert.Equal(Matches, answers[..Matches].Select(answer => (string)answer["id"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("{}", "value")]
    [InlineData("""{"value":"canary","identifiers":{}}""", "identifiers")]
    [InlineData("""{"columns":{"by":"canary"},"mappers":["clicks"]}""", "columns", "composite-columns")]
    [InlineData("""{"columns":[],"mappers":["clicks"]}""", "columns", "composite-columns")]
    [InlineData("""{"columns":[{"column":"by","value":"canary"}]}""", "mappers", "composite-mapper")]
    [InlineData("""{"columns":[{"column":"by","value":"canary"}],"mappers":["clicks","contacts"]}""", "mappers", "composite-mapper")]
    [InlineData("""{"columns":[{"column":"canary","value":"x"}],"mappers":["clicks"]}""", "columns[0].column", "unknown-column")]
    [InlineData("""{"columns":[{"column":"by","value":"canary"},{"column":"by","value":"x"}],"mappers":["clicks"]}""", "columns[1].column")]
    [InlineData("""{"value":"canary","mappers":["nope"]}""", "mappers[0]", "unknown-mapper")]
    [InlineData("""{"value":"canary","deadline":"2020-01-01T00:00:00Z"}""", "deadline")]
    public async Task What_is_wrong_with_a_match_is_told_by_field(string body, string field, string? code = null)
    {
        await using LakeServer server = await LakeServer.StartAsync();

        using HttpResponseMessage response = await server.PostAsync(Queue, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        string text = await response.Content.ReadAsStringAsync();
        JsonNode error = JsonNode.Parse(text)!["errors"]![0]!;
        Assert.Equal((field, code), ((string?)error["field"], (string?)error["code"]));
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_can_be_neither_removed_nor_shown()
    {
        await using LakeServer server = await LakeServer.StartAsync();
        string id = new('a', 32);
        JsonNode match = await CreatedAsync(server, """{"value":"x"}""");

        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync(new Uri($"{Queue}/{match["id"]}", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.DeleteAsync(new Uri($"{Queue}/{match["id"]}", UriKind.Relative))).StatusCode);
        foreach (string path in new[] { $"/api/deletion-jobs/{id}", $"/api/deletion-jobs/{id}/events", $"/api/deletion-jobs/{id}/objects", $"/api/deletion-jobs/{id}/report" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync($"/api/deletion-jobs/{id}/cancel", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync("/api/deletion-jobs", """{"mappers":["nope"]}""")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync(new Uri("/api/deletion-jobs?top=0", UriKind.Relative))).StatusCode);
    }

    private static async Task<JsonNode> CreatedAsync(LakeServer server, string match)
    {
        using HttpResponseMessage response = await server.PostAsync(Queue, match);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }
}
