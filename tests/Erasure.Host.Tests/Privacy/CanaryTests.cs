using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Host.CommandLine;
using Erasure.Host.Demo;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Api;
using Erasure.Host.Tests.Telemetry;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Privacy;

/// <summary>People with unmistakable identifiers are erased, with every mistake and failure on the way; then everything that is left is searched for them.</summary>
public sealed class CanaryTests
{
    private const string UserId = "canary-user-7f3a9c51e2d8";
    private const string OtherUserId = "canary user/other%2B91c4";
    private const string CustomerId = "7712093385510264917";
    private const string Email = "canary.person.4b1d@example.org";
    private const string IdempotencyKey = "canary-idempotency-c03f77";

    [Fact]
    public async Task No_identifier_is_left_in_anything_that_we_wrote()
    {
        CanarySearch search = new CanarySearch().Plant(UserId).Plant(OtherUserId).Plant(CustomerId).Plant(Email).Plant(IdempotencyKey);
        using TempFolder folder = new();
        using SpanCapture spans = new();
        using LogCapture logs = new();
        await using EchoDomain echo = await EchoDomain.StartAsync();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        await using OtlpCollector collector = await OtlpCollector.StartAsync();
        await ChangeAsync(world, echo.Url, collector.Url);
        PlantInLake(world.Lake);
        await using (ErasureServer server = await ErasureServer.StartAsync(
            ConfigCommand.Load(new FileInfo(world.Configuration)), log => log.SetMinimumLevel(LogLevel.Trace).AddProvider(logs), CancellationToken.None))
        {
            using HttpClient client = new(SpanCapture.Untraced()) { BaseAddress = new Uri(server.Url) };
            string byUrl = await IdOfAsync(await client.DeleteAsync($"/api/user/{Uri.EscapeDataString(OtherUserId)}"));
            string byBody = await IdOfAsync(await PostAsync(client, "/api/erasures", Request()));
            await MakeMistakesAsync(client, byBody);

            foreach (string id in new[] { byUrl, byBody })
            {
                await client.WaitAsync($"/api/erasures/{id}", status => (string?)status["state"] == "ActionRequired");
                await DecideAsync(client, id, "retry", HttpStatusCode.Accepted);
                await client.WaitAsync($"/api/erasures/{id}", status => (int?)status["domains"]![1]!["attempt"] == 2 && (string?)status["state"] == "ActionRequired");
            }

            Assert.Empty(search.FindInFolder(Path.Combine(world.Folder, "data")));

            foreach (string id in new[] { byUrl, byBody })
            {
                await DecideAsync(client, id, "resolve", HttpStatusCode.Accepted);
                await client.WaitAsync($"/api/erasures/{id}/report", report => report["erasure"]!["identifiersDestroyedAt"] is not null);
                JsonNode report = (await client.GetFromJsonAsync<JsonNode>($"/api/erasures/{id}/report"))!;
                Assert.Empty(search.FindIn("report", report.ToJsonString()));
                Assert.Empty(search.FindIn("page", await client.GetStringAsync($"/erasures/{id}")));
                string calls = await client.GetStringAsync($"/api/erasures/{id}/domains/order/calls");
                Assert.Contains("string(", calls, StringComparison.Ordinal);
                Assert.Empty(search.FindIn("calls", calls));
                Assert.Empty(search.FindIn("instance", await client.GetStringAsync($"/runtime/webhooks/durabletask/instances/{id}?showHistory=true&showHistoryOutput=true")));
            }

            Assert.Empty(search.FindIn("list", await client.GetStringAsync("/api/erasures")));
        }

        Assert.Empty(search.FindInFolder(world.Folder));
        Assert.NotEmpty(Directory.GetFiles(world.Mails, "*.eml"));
        Assert.All(Directory.GetFiles(world.Mails, "*.eml"), mail => Assert.DoesNotContain(Email, File.ReadAllText(mail), StringComparison.OrdinalIgnoreCase));
        Assert.Empty(logs.Lines.SelectMany(line => search.FindIn("log", line)));
        Assert.Contains(logs.Lines, line => line.StartsWith("Trace", StringComparison.Ordinal) || line.StartsWith("Debug", StringComparison.Ordinal));
        Assert.Empty(spans.Lines.SelectMany(line => search.FindIn("span", line)));
        Assert.NotEmpty(spans.Lines);
        Assert.NotEmpty(collector.Spans);
        Assert.NotEmpty(collector.Metrics);
        Assert.NotEmpty(collector.Logs);
        Assert.Empty(collector.Bodies.SelectMany(body => search.FindIn("OTLP", body)));
    }

    private static string Request() => $$"""
        {"subject":{"user_id":"{{UserId}}","customer_id":"{{CustomerId}}","email":"{{Email}}"},"requester":{"email":"{{Email}}"},"reference":"T-1"}
        """;

    // Whatever can be wrong with a request, each time with an identifier in it.
    private static async Task MakeMistakesAsync(HttpClient client, string id)
    {
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(PostAsync(client, "/api/erasures", Request())));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(PostAsync(client, "/api/erasures", $$"""{"subject":{"user_id":"{{UserId}}"},"domains":["project"]}""")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, "/api/erasures", Request()[..^3])));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, "/api/erasures", Request().Replace("T-1", Email, StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, "/api/erasures", Request().Replace("reference", UserId, StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, "/api/erasures", Request().Replace("user_id", Email, StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(PostAsync(client, "/api/erasures", Request(), "text/plain")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(PostAsync(client, "/api/erasures/batch", $"{Request()}\n{Request()[..^1]}\n", "application/x-ndjson")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client.DeleteAsync($"/api/users/{UserId}")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(client.GetAsync($"/api/erasures?email={Email}")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client.GetAsync($"/api/erasures/{UserId}")));
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(client, id, "resolve", note: $"told {Email}"));
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(client, id, "resolve", by: UserId));
        string instance = $"/runtime/webhooks/durabletask/instances/{id}";
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(PostAsync(client, $"{instance}/suspend?reason={UserId}", "")));
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(PostAsync(client, $"{instance}/resume?reason={UserId}", "")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, $"{instance}/raiseEvent/{UserId}", $"\"{UserId}\"")));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(PostAsync(client, $"{instance}/raiseEvent/command", $$$"""{"kind":"cancel","decision":{"by":"Kim","note":"{{{UserId}}}"}}""")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client.GetAsync($"/runtime/webhooks/durabletask/instances/{UserId}")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client.GetAsync($"/api/erasures/{id}/domains/{UserId.ToLowerInvariant()}/calls/x")));
        using HttpResponseMessage reveal = await client.PostAsync(
            $"/erasures/{id}/domains/order/reveal", new FormUrlEncodedContent([KeyValuePair.Create("by", "Kim")]));
        Assert.Contains(UserId, await reveal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task DecideAsync(HttpClient client, string id, string command, HttpStatusCode expected) =>
        Assert.Equal(expected, await DecideAsync(client, id, command));

    private static Task<HttpStatusCode> DecideAsync(HttpClient client, string id, string command, string by = "Kim", string note = "mended") =>
        StatusAsync(PostAsync(client, $"/api/erasures/{id}/domains/order/{command}", $$"""{"by":"{{by}}","note":"{{note}}"}"""));

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body, string contentType = "application/json")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        if (path == "/api/erasures" && body == Request())
        {
            request.Headers.Add("Idempotency-Key", IdempotencyKey);
        }

        return await client.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        return response.StatusCode;
    }

    private static async Task<string> IdOfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!;
        }
    }

    // The order domain refuses, and repeats all that it was told.
    private static Task ChangeAsync(DemoWorld world, string echo, string collector) => world.ChangeAsync(configuration =>
    {
        configuration["domains"]![1]!["connector"]!["url"] = echo;
        configuration["telemetry"] = new JsonObject { ["endpoint"] = collector };
    });

    private static void PlantInLake(string lake)
    {
        File.AppendAllText(Path.Combine(lake, "web/clicks/2026-10-30.jsonl"), $$$"""{"at":"2026-10-30T23:59:00Z","user":{"id":"{{{UserId}}}"},"target":"#1"}""" + "\n");
        File.AppendAllText(Path.Combine(lake, "web/clicks/2026-10-30.jsonl"), $$$"""{"at":"2026-10-30T23:59:01Z","user":{"id":"{{{OtherUserId}}}"},"target":"#1"}""" + "\n");
        File.AppendAllText(Path.Combine(lake, "crm/contacts/contacts.csv"), $"{CustomerId},{Email},Canary,\r\n");
    }
}
