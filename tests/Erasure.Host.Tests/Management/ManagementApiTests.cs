using System.Net;
using System.Text.Json.Nodes;
using Erasure.Api;
using Erasure.Api.Access;
using Erasure.Core.Durable;
using Erasure.Tests.Shared;
using Microsoft.DurableTask;

namespace Erasure.Host.Tests.Management;

/// <summary>The contract of Durable Functions' HTTP API, as Azure/azure-functions-durable-extension's HttpApiHandler has it.</summary>
public sealed class ManagementApiTests : IAsyncLifetime
{
    private const string Instances = ManagementServer.Instances;

    private ManagementServer server = null!;
    private bool broken = true;

    public async Task InitializeAsync() => server = await ManagementServer.StartAsync(new DurableTaskRegistry()
        .Activity("Greet", (string name) => $"Hello {name}")
        .Activity("Break", (int n) => broken ? throw new InvalidOperationException("it broke") : n)
        .Orchestrator("Hello", async (TaskOrchestrationContext context, string name) =>
        {
            context.SetCustomStatus(new { step = 1 });
            return await context.CallActivityAsync<string>("Greet", name);
        })
        .Orchestrator("Broken", async (TaskOrchestrationContext context, int n) => await context.CallActivityAsync<int>("Break", n))
        .Orchestrator("Wait", async (TaskOrchestrationContext context, Nothing _) => await context.WaitForExternalEvent<JsonNode>("answer")));

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task The_status_of_an_ended_instance_is_200_with_these_very_bytes()
    {
        await server.ScheduleAsync("Hello", "er:1", "Ada");

        var (status, body, response) = await server.SendAsync(HttpMethod.Get, $"{Instances}/er%3A1?taskHub=Erasure&connection=Storage");

        Assert.Equal(200, status);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"name":"Hello","instanceId":"er:1","runtimeStatus":"Completed","input":"Ada","customStatus":{"step":1},"output":"Hello Ada","createdTime":"2026-01-05T08:00:00Z","lastUpdatedTime":"2026-01-05T08:00:00Z"}""",
            body);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task The_status_of_a_running_instance_is_202_and_says_where_and_when_to_ask_again()
    {
        await server.ScheduleAsync("Wait", "one");

        var (status, body, response) = await server.SendAsync(HttpMethod.Get, $"{Instances}/one?taskHub=Erasure&connection=Storage");

        Assert.Equal(202, status);
        Assert.Equal(new Uri(server.Http.BaseAddress!, $"{Instances}/one?taskHub=Erasure&connection=Storage"), response.Headers.Location);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Equal(
            """{"name":"Wait","instanceId":"one","runtimeStatus":"Running","input":null,"customStatus":null,"output":null,"createdTime":"2026-01-05T08:00:00Z","lastUpdatedTime":"2026-01-05T08:00:00Z"}""",
            body);
    }

    [Fact]
    public async Task A_failed_instance_is_500_only_where_asked_for()
    {
        await server.ScheduleAsync("Broken", "one", 1);

        var plain = await server.SendAsync(HttpMethod.Get, $"{Instances}/one");
        var strict = await server.SendAsync(HttpMethod.Get, $"{Instances}/one?returnInternalServerErrorOnFailure=true");

        Assert.Equal((200, 500), (plain.Status, strict.Status));
        Assert.Equal("Failed", (string)JsonNode.Parse(plain.Body)!["runtimeStatus"]!);
        Assert.Equal("Task 'Break' (#0) failed with an unhandled exception: it broke", (string)JsonNode.Parse(plain.Body)!["output"]!);
    }

    [Fact]
    public async Task An_unknown_instance_is_404_without_a_body_everywhere()
    {
        (HttpMethod Method, string Path)[] routes =
        [
            (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/raiseEvent/answer"), (HttpMethod.Post, "/terminate"),
            (HttpMethod.Post, "/suspend"), (HttpMethod.Post, "/resume"), (HttpMethod.Post, "/rewind"),
        ];
        foreach ((HttpMethod method, string path) in routes)
        {
            var (status, body, _) = await server.SendAsync(method, $"{Instances}/nobody{path}", method == HttpMethod.Post ? "1" : null);
            Assert.Equal((404, ""), (status, body));
        }

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, $"{Instances}/nobody/restart")).Status);
    }

    [Fact]
    public async Task Input_and_history_show_as_asked()
    {
        await server.ScheduleAsync("Hello", "one", "Ada");

        Assert.Null((await server.StatusAsync("one", "?showInput=false"))["input"]);
        JsonArray history = (await server.StatusAsync("one", "?showHistory=true&showHistoryOutput=true"))["historyEvents"]!.AsArray();
        Assert.Equal(["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"], history.Select(static e => (string)e!["EventType"]!));
        Assert.Equal("Hello", (string)history[0]!["FunctionName"]!);
        Assert.Equal("Greet", (string)history[1]!["FunctionName"]!);
        Assert.Equal("Hello Ada", (string)history[1]!["Result"]!);
        Assert.NotNull(history[1]!["ScheduledTime"]);
        Assert.Equal("Completed", (string)history[2]!["OrchestrationStatus"]!);
        JsonArray quiet = (await server.StatusAsync("one", "?showHistory=true&showInput=false"))["historyEvents"]!.AsArray();
        Assert.All(quiet, static e => Assert.Null(e!["Result"] ?? e["Input"]));
    }

    [Fact]
    public async Task Events_are_raised_as_json()
    {
        await server.ScheduleAsync("Wait", "one");

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/raiseEvent/answer", "{", "application/json")).Status);
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/raiseEvent/answer", "1", "text/plain")).Status);
        Assert.Equal("Running", (string)(await server.StatusAsync("one"))["runtimeStatus"]!);
        var raised = await server.SendAsync(HttpMethod.Post, $"{Instances}/one/raiseEvent/answer", """{ "n": 1 }""");

        Assert.Equal((202, ""), (raised.Status, raised.Body));
        Assert.Equal("""{"n":1}""", (await server.StatusAsync("one"))["output"]!.ToJsonString());
        Assert.Equal(410, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/raiseEvent/answer", "1")).Status);
    }

    [Fact]
    public async Task Instances_are_suspended_resumed_and_terminated()
    {
        await server.ScheduleAsync("Wait", "one");

        Assert.Equal(202, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/suspend?reason=wait")).Status);
        Assert.Equal("Suspended", (string)(await server.StatusAsync("one"))["runtimeStatus"]!);
        Assert.Equal(202, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/resume?reason=go")).Status);
        Assert.Equal("Running", (string)(await server.StatusAsync("one"))["runtimeStatus"]!);
        Assert.Equal(202, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/terminate?reason=enough")).Status);
        JsonNode ended = await server.StatusAsync("one");
        Assert.Equal(("Terminated", "enough"), ((string)ended["runtimeStatus"]!, (string)ended["output"]!));
        foreach (string operation in (string[])["suspend", "resume", "terminate", "rewind"])
        {
            Assert.Equal(410, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/{operation}")).Status);
        }
    }

    [Fact]
    public async Task A_failed_instance_is_rewound()
    {
        await server.ScheduleAsync("Broken", "one", 7);
        broken = false;

        Assert.Equal(202, (await server.SendAsync(HttpMethod.Post, $"{Instances}/one/rewind?reason=repaired")).Status);
        Assert.Equal(7, (int)(await server.StatusAsync("one"))["output"]!);
        await server.ScheduleAsync("Wait", "two");
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, $"{Instances}/two/rewind")).Status);
    }

    [Fact]
    public async Task A_restart_answers_with_the_check_status_payload()
    {
        await server.ScheduleAsync("Hello", "one", "Ada");

        var (status, body, response) = await server.SendAsync(HttpMethod.Post, $"{Instances}/one/restart?restartWithNewInstanceId=false");

        string one = new Uri(server.Http.BaseAddress!, $"{Instances}/one").ToString();
        const string Suffix = "taskHub=Erasure&connection=Storage";
        Assert.Equal(202, status);
        Assert.Equal($"{one}?{Suffix}", response.Headers.Location!.OriginalString);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        var expected = new JsonObject
        {
            ["id"] = "one",
            ["statusQueryGetUri"] = $"{one}?{Suffix}",
            ["sendEventPostUri"] = $"{one}/raiseEvent/{{eventName}}?{Suffix}",
            ["terminatePostUri"] = $"{one}/terminate?reason={{text}}&{Suffix}",
            ["rewindPostUri"] = $"{one}/rewind?reason={{text}}&{Suffix}",
            ["purgeHistoryDeleteUri"] = $"{one}?{Suffix}",
            ["restartPostUri"] = $"{one}/restart?{Suffix}",
            ["suspendPostUri"] = $"{one}/suspend?reason={{text}}&{Suffix}",
            ["resumePostUri"] = $"{one}/resume?reason={{text}}&{Suffix}",
        };
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), body);
        await server.ScheduleAsync("Wait", "two");
        Assert.Equal(409, (await server.SendAsync(HttpMethod.Post, $"{Instances}/two/restart?restartWithNewInstanceId=false")).Status);
        Assert.Equal(202, (await server.SendAsync(HttpMethod.Post, $"{Instances}/two/restart")).Status);
    }

    [Fact]
    public async Task Instances_are_purged_by_id()
    {
        await server.ScheduleAsync("Hello", "one", "Ada");

        var first = await server.SendAsync(HttpMethod.Delete, $"{Instances}/one");
        var second = await server.SendAsync(HttpMethod.Delete, $"{Instances}/one");

        Assert.Equal((200, """{"instancesDeleted":1}"""), (first.Status, first.Body));
        Assert.Equal(404, second.Status);
    }

    [Fact]
    public async Task Instances_are_purged_by_filter_that_needs_a_beginning()
    {
        await server.ScheduleAsync("Hello", "a", "Ada");
        await server.ScheduleAsync("Broken", "b", 1);
        await server.ScheduleAsync("Wait", "c");

        var careless = await server.SendAsync(HttpMethod.Delete, $"{Instances}?runtimeStatus=Completed");
        var failed = await server.SendAsync(HttpMethod.Delete, $"{Instances}/?createdTimeFrom=2026-01-01T00:00:00Z&runtimeStatus=Failed,Terminated");
        var rest = await server.SendAsync(HttpMethod.Delete, $"{Instances}/?createdTimeFrom=2026-01-01T00:00:00Z");
        var none = await server.SendAsync(HttpMethod.Delete, $"{Instances}/?createdTimeFrom=2026-01-01T00:00:00Z");

        Assert.Equal((400, "\"Please provide value for 'createdTimeFrom' parameter.\""), (careless.Status, careless.Body));
        Assert.Equal((200, """{"instancesDeleted":1}"""), (failed.Status, failed.Body));
        Assert.Equal((200, """{"instancesDeleted":1}"""), (rest.Status, rest.Body));
        Assert.Equal(404, none.Status);
        Assert.Equal("Running", (string)(await server.StatusAsync("c"))["runtimeStatus"]!);
    }

    [Theory]
    [InlineData("&runtimeStatus=Completd")]
    [InlineData("&runtimeStatus=Completed,completely")]
    [InlineData("&runtimeStatus=")]
    [InlineData("&runtimeStatus=3")]
    [InlineData("&createdTimeTo=yesterday")]
    [InlineData("&createdTimeTo=01/02/2026")]
    [InlineData("&createdTimeTo=2026-1-5")]
    [InlineData("&createdTimeTo=5%20Jan%202026")]
    [InlineData("&createdTimeTo=")]
    [InlineData("&createdTimeTo=2026-01-05&createdTimeTo=2026-01-04")]
    [InlineData("&createdTimeTill=2026-01-05")]
    [InlineData("&instanceIdPrefix=b")]
    [InlineData("&status=Completed")]
    public async Task A_bulk_purge_with_a_filter_that_cant_be_read_purges_nothing(string filter)
    {
        await server.ScheduleAsync("Hello", "a", "Ada");

        var refused = await server.SendAsync(HttpMethod.Delete, $"{Instances}/?createdTimeFrom=2026-01-01T00:00:00Z{filter}");

        Assert.Equal(400, refused.Status);
        Assert.Equal("Completed", (string)(await server.StatusAsync("a"))["runtimeStatus"]!);
    }

    [Fact]
    public async Task Instances_are_listed_by_filter_and_in_pages()
    {
        for (int i = 0; i < 5; i++)
        {
            await server.ScheduleAsync("Hello", $"a{i}", "Ada");
            server.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await server.ScheduleAsync("Wait", "b");

        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "b"], await IdsAsync(""));
        Assert.Equal(["b"], await IdsAsync("?runtimeStatus=Running,Pending"));
        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], await IdsAsync("?instanceIdPrefix=a"));
        Assert.Equal(["a1", "a2"], await IdsAsync("?createdTimeFrom=2026-01-05T08:01:00Z&createdTimeTo=2026-01-05T08:02:00Z"));
        var first = await server.SendAsync(HttpMethod.Get, $"{Instances}?top=4");
        string token = first.Response.Headers.GetValues("x-ms-continuation-token").Single();
        var second = await server.SendAsync(HttpMethod.Get, $"{Instances}?top=4", headers: ("x-ms-continuation-token", token));
        Assert.Equal(200, first.Status);
        Assert.Equal(4, JsonNode.Parse(first.Body)!.AsArray().Count);
        Assert.Equal(["a4", "b"], Ids(second.Body));
        Assert.Equal("", string.Concat(second.Response.Headers.GetValues("x-ms-continuation-token")));
        Assert.All(JsonNode.Parse((await server.SendAsync(HttpMethod.Get, $"{Instances}?showInput=false")).Body)!.AsArray(), static i => Assert.Null(i!["input"]));
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Get, Instances, headers: ("x-ms-continuation-token", "?"))).Status);
    }

    [Fact]
    public async Task The_key_is_asked_for_and_travels_in_the_links_only_where_it_came_in_one()
    {
        await using ManagementServer guarded = await ManagementServer.StartAsync(
            new DurableTaskRegistry().Orchestrator("Echo", Task<int> (TaskOrchestrationContext context, int n) => Task.FromResult(n)), new ApiOptions { Keys = [new AccessKey("se&cret", Roles.All)] });
        await guarded.ScheduleAsync("Echo", "one", 1);

        var none = await guarded.SendAsync(HttpMethod.Get, $"{Instances}/one");
        var wrong = await guarded.SendAsync(HttpMethod.Get, $"{Instances}/one?code=wrong");
        Assert.Equal((HttpStatusCode.Unauthorized, ""), (none.Response.StatusCode, none.Body));
        Assert.Equal(401, wrong.Status);
        Assert.Equal(200, (await guarded.SendAsync(HttpMethod.Get, $"{Instances}/one?code=se%26cret")).Status);
        Assert.Equal(200, (await guarded.SendAsync(HttpMethod.Get, $"{Instances}/one", headers: ("x-functions-key", "se&cret"))).Status);
        Assert.Equal(200, (await guarded.SendAsync(HttpMethod.Get, $"{Instances}/one", headers: ("x-api-key", "se&cret"))).Status);
        var restarted = await guarded.SendAsync(HttpMethod.Post, $"{Instances}/one/restart?code=se%26cret");
        Assert.EndsWith("taskHub=Erasure&connection=Storage&code=se%26cret", (string)JsonNode.Parse(restarted.Body)!["purgeHistoryDeleteUri"]!, StringComparison.Ordinal);
        var byHeader = await guarded.SendAsync(HttpMethod.Post, $"{Instances}/one/restart", headers: ("x-api-key", "se&cret"));
        Assert.EndsWith("taskHub=Erasure&connection=Storage", (string)JsonNode.Parse(byHeader.Body)!["purgeHistoryDeleteUri"]!, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Ids(string body) => JsonNode.Parse(body)!.AsArray().Select(static i => (string)i!["instanceId"]!);

    private async Task<IEnumerable<string>> IdsAsync(string query) => Ids((await server.SendAsync(HttpMethod.Get, $"{Instances}{query}")).Body);
}
