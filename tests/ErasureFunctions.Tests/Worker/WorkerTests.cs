using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Erasure.Api.Access;
using Erasure.Api.Routing;
using Erasure.Aws;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Lake;
using Erasure.Core.Records;
using Erasure.Tests.Shared;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The app's functions, each through the real worker: the test is the platform.</summary>
public abstract class WorkerTests(WorkerFixture app)
{
    private const string NoOne = "0190a6f0c1d27b8e9f00112233445566";
    private const string Tick = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""";
    private static readonly string[] Timers = ["finishIntakes", "retire", "startDeletionJobs", "sweepOutbox", "watchDeadlines", "watchLake"];

    private FunctionsPlatform Platform => app.Platform;

    [Fact]
    public void The_worker_lists_every_function_and_loads_it()
    {
        DurableTaskRegistry tasks = new DurableTaskRegistry().AddErasures();

        Assert.Equal(
            Timers.Concat(tasks.GetOrchestrators().Select(task => task.Key.Name)).Concat(tasks.GetActivities().Select(task => task.Key.Name)).Concat(ApiRoutes.All.Select(route => $"http-{route.Name}")).Order(StringComparer.Ordinal),
            Platform.Functions.Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("http://", (string?)Platform.Capabilities["HttpUri"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_goes_from_the_request_to_its_end()
    {
        using HttpResponseMessage accepted = await app.SendAsync("POST", "/api/erasures", Roles.All, Request("u-17"));
        JsonNode body = (await accepted.Content.ReadFromJsonAsync<JsonNode>())!;
        string id = (string)body["id"]!;
        OrchestrationMetadata ended = await Platform.Durable.WhenEndedAsync(id);
        JsonNode status = (await (await app.SendAsync("GET", accepted.Headers.Location!.ToString(), Roles.Requester)).Content.ReadFromJsonAsync<JsonNode>())!;
        using HttpResponseMessage report = await app.SendAsync("GET", $"/api/erasures/{id}/report", Roles.Auditor);
        using HttpResponseMessage page = await app.SendAsync("GET", $"/erasures/{id}", Roles.Auditor);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(new Uri(Platform.Http.BaseAddress!, $"/api/erasures/{id}"), new Uri(Platform.Http.BaseAddress!, accepted.Headers.Location!));
        Assert.NotNull(accepted.Headers.RetryAfter);
        Assert.StartsWith($"{Platform.Durable.Address}/runtime/webhooks/durabletask/instances/{id}", (string?)body["statusQueryGetUri"], StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal("Completed", (string?)status["state"]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (report.StatusCode, page.StatusCode));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_batch_is_answered_line_by_line()
    {
        using HttpRequestMessage request = app.Request("POST", "/api/erasures/batch", Roles.Requester);
        request.Content = new StringContent($"{Request("u-18").ToJsonString()}\nnonsense\n", Encoding.UTF8, "application/x-ndjson");

        using HttpResponseMessage response = await Platform.Http.SendAsync(request);
        JsonNode[] lines = [.. (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([202, 400], lines.Select(line => (int)line["status"]!));
        OrchestrationMetadata ended = await Platform.Durable.WhenEndedAsync((string)lines[0]["id"]!);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    [Fact]
    public async Task An_activity_that_fails_is_known_by_the_type_of_its_failure_and_quotes_nothing()
    {
        JsonObject failed = await Platform.InvokeAsync("BeginErasure", new JsonObject { ["string"] = "\"kim@example.org\"" });

        Assert.False(FunctionsPlatform.Succeeded(failed));
        JsonNode failure = JsonNode.Parse((string)failed["result"]!["exception"]!["message"]!)!;
        Assert.StartsWith("System.Text.Json.JsonException: ", (string?)failure["errorMessage"], StringComparison.Ordinal);
        Assert.Empty((string?)failure["stackTrace"] ?? "");
        Assert.DoesNotContain("kim@", failed.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_route_lets_in_whom_the_table_says()
    {
        foreach (ApiRoute route in ApiRoutes.All)
        {
            foreach (Roles? caller in WorkerFixture.Callers.Select(roles => (Roles?)roles).Prepend(null))
            {
                using HttpRequestMessage request = app.Request(route.Method, PathOf(route), caller);
                if (route.Method is "POST" or "PUT")
                {
                    request.Content = new StringContent("", Encoding.UTF8, "application/json");
                }

                using HttpResponseMessage response = await Platform.Http.SendAsync(request);

                string expected = route.Access == RouteAccess.Anyone || (caller is { } known && route.Access.Admits(known)) ? "allowed" : caller is null ? "401" : "403";
                string seen = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? $"{(int)response.StatusCode}" : "allowed";
                Assert.True(expected == seen, $"{route.Method} {route.Pattern} as {caller?.ToString() ?? "nobody"}: {seen}, but the table says {expected}.");
                Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{route.Method} {route.Pattern} as {caller?.ToString() ?? "nobody"}: {response.StatusCode}");
            }
        }
    }

    [Theory]
    [InlineData("operator", HttpStatusCode.OK)]
    [InlineData("requester", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task App_Services_word_counts(string? role, HttpStatusCode status)
    {
        using HttpRequestMessage request = app.Request("GET", "/api/erasures", roles: null);
        request.Headers.Add(EasyAuthPrincipal.Header, role is null ? "e30=" : Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"claims":[{"typ":"roles","val":"{{role}}"}]}""")));

        Assert.Equal(status, (await Platform.Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("GET", $"/api/erasures/{NoOne}", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/erasures/kim@example.org", null, HttpStatusCode.NotFound)]
    [InlineData("GET", "/erasures/kim@example.org/domains/Kim!", null, HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/erasures", """{"subject":{"user_id":"kim@example.org"},"kim@example.org":1}""", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/api/erasures", "kim@example.org", HttpStatusCode.BadRequest)]
    public async Task What_can_not_be_served_gets_a_problem_that_quotes_nothing(string method, string path, string? body, HttpStatusCode status)
    {
        using HttpRequestMessage request = app.Request(method, path, Roles.All);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await Platform.Http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("urn:erasure:problem:", (string?)JsonNode.Parse(answer)!["type"], StringComparison.Ordinal);
        Assert.DoesNotContain("kim", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Platform.Logs, log => log.ToJsonString().Contains("kim@", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_openapi_document_is_the_embedded_hosts()
    {
        string expected = await File.ReadAllTextAsync(Repository.PathOf("tests/Erasure.Host.Tests/Api/snapshots/openapi.json"));

        JsonNode document = (await (await app.SendAsync("GET", "/openapi/v1.json", roles: null)).Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), document), document.ToJsonString());
    }

    [Theory]
    [InlineData("finishIntakes")]
    [InlineData("retire")]
    [InlineData("startDeletionJobs")]
    [InlineData("sweepOutbox")]
    [InlineData("watchDeadlines")]
    [InlineData("watchLake")]
    public async Task Each_timer_does_its_work(string timer)
    {
        JsonObject done = await Platform.InvokeAsync(timer, new JsonObject { ["json"] = Tick });

        Assert.True(FunctionsPlatform.Succeeded(done), $"{done}");
    }

    [Fact]
    public async Task The_nightly_timer_drops_a_job_that_was_kept_long_enough()
    {
        DateTimeOffset longAgo = TimeProvider.System.GetUtcNow() - new JobConfiguration().KeepReports - TimeSpan.FromDays(1);
        DeletionJob old = new() { Id = NoOne, Mappers = ["events"], CreatedAt = longAgo, EndedAt = longAgo, State = DeletionJobState.Completed };
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<AWSCredentials>(new BasicAWSCredentials("test", "test"))
            .AddDynamoDbRecords(new DynamoDbConfiguration { Table = "erasure", Region = "eu-central-1", Endpoint = app.Records.GetLeftPart(UriPartial.Authority) })
            .BuildServiceProvider();
        JobStore jobs = new(services.GetRequiredService<IRecordStore>(), TimeProvider.System);
        await jobs.TryAddAsync(old, CancellationToken.None);

        JsonObject done = await Platform.InvokeAsync("retire", new JsonObject { ["json"] = Tick });

        Assert.True(FunctionsPlatform.Succeeded(done), $"{done}");
        Assert.Null(await jobs.GetAsync(old.Id, CancellationToken.None));
    }

    private static string PathOf(ApiRoute route) => "/" + string.Join('/', RoutePatternFactory.Parse(route.Pattern).PathSegments.Select(segment => segment.Parts[0] switch
    {
        RoutePatternLiteralPart => string.Concat(segment.Parts.Select(part => ((RoutePatternLiteralPart)part).Content)),
        RoutePatternParameterPart { Name: "domain" } => "orders",
        RoutePatternParameterPart { Name: "mapper" } => "nomapper",
        _ => NoOne,
    }));

    private static JsonNode Request(string user) => JsonNode.Parse($$"""{"subject":{"user_id":"{{user}}"},"requester":{"email":"kim@example.org"},"domains":["orders"]}""")!;
}
