using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Subjects;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Domains;

public sealed class HttpConnectorTests : IAsyncLifetime
{
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);
    private const string UserId = "u-4711/ä?";
    private static readonly DomainErasure Erasure = new("0190a", "orders", 1, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Sealed<Subject> Person = new(new Subject(new Dictionary<string, string> { ["user_id"] = UserId, ["email"] = "jane.doe@example.org" }));

    private readonly ImpatientTime time = new(longWait: LongWait);
    private readonly Dictionary<string, string> environment = new() { ["KEY"] = "s3cret" };
    private readonly MemoryRecords records = new();
    private DomainServer server = null!;

    private DomainCalls Calls => new(records, new ErasureConfiguration { Domains = [] }, time);

    public async Task InitializeAsync() => server = await DomainServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task A_submission_posts_the_documented_body_with_an_idempotency_key()
    {
        server.Answer(202, """{"status": "pending"}""", also: response => response.Headers.RetryAfter = "90");

        Outcome outcome = await SubmitAsync(Options());

        Assert.Equal(new Outcome.Pending(TimeSpan.FromSeconds(90)), outcome);
        DomainServer.Call call = Assert.Single(server.Calls);
        Assert.Equal(("POST", "/erasures", "0190a-1", "application/json"), (call.Method, call.Target, call.Headers["Idempotency-Key"], call.Headers["Content-Type"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"erasureId": "0190a", "attempt": 1, "deadline": "2026-02-01T00:00:00Z", "subject": {"user_id": "u-4711/ä?", "email": "jane.doe@example.org"}}"""),
            JsonNode.Parse(call.Body)));
    }

    [Fact]
    public async Task A_check_gets_the_erasure_by_id()
    {
        server.Answer(200, """{"status": "erased", "count": 3}""");

        Assert.Equal(new Outcome.Erased(3), await CheckAsync(Options()));

        DomainServer.Call call = Assert.Single(server.Calls);
        Assert.Equal(("GET", "/erasures/0190a", ""), (call.Method, call.Target, call.Body));
    }

    [Fact]
    public async Task A_path_may_name_the_subject_percent_encoded()
    {
        server.Answer(204);

        Outcome outcome = await SubmitAsync(Options() with
        {
            Url = server.Url + "/api/",
            Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}?ref={erasure_id}" },
        });

        Assert.Equal(new Outcome.Erased(), outcome);
        Assert.Equal(("DELETE", "/api/user/u-4711%2F%C3%A4%3F?ref=0190a"), (server.Calls.Single().Method, server.Calls.Single().Target));
    }

    [Theory]
    [InlineData("..", "identifier-not-addressable")]
    [InlineData(".", "identifier-not-addressable")]
    [InlineData("", "identifier-missing-user_id")]
    [InlineData(null, "identifier-missing-user_id")]
    public async Task A_subject_that_has_no_address_is_a_failure_and_not_another_address(string? value, string code)
    {
        Sealed<Subject> subject = new(new Subject(value is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["user_id"] = value }));
        using HttpConnector connector = new(Options() with { Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}" } }, environment.GetValueOrDefault, Calls, time);

        Assert.Equal(new Outcome.Failed(code, false), await connector.SubmitAsync(Erasure, subject, CancellationToken.None));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task A_404_is_nothing_found_only_where_so_configured()
    {
        server.Answer(404, "<html>", "text/html");

        Assert.Equal(new Outcome.Failed("http-404", false), await SubmitAsync(Options()));
        Assert.Equal(new Outcome.NothingFound(), await SubmitAsync(Options() with { Submit = Options().Submit with { NothingFound = [404] } }));
    }

    [Theory]
    [InlineData("""{"status": "nothing_found"}""", typeof(Outcome.NothingFound))]
    [InlineData("""{"status": "erased", "count": "12"}""", typeof(Outcome.Erased))]
    [InlineData("""{"other": 1}""", typeof(Outcome.Erased))]
    [InlineData("", typeof(Outcome.Erased))]
    public async Task Answers_are_read_by_status_and_body(string body, Type expected)
    {
        server.Answer(200, body);

        Assert.IsType(expected, await SubmitAsync(Options()));
    }

    [Fact]
    public async Task Withheld_comes_with_a_code_and_a_date()
    {
        server.Answer(200, """{"status": "withheld", "reason": "Tax records", "until": "2030-12-31"}""");

        Assert.Equal(new Outcome.Withheld("tax-records", new DateTimeOffset(2030, 12, 31, 0, 0, 0, TimeSpan.Zero)), await SubmitAsync(Options()));
    }

    [Theory]
    [InlineData("kept for jane.doe@example.org")]
    [InlineData("invoice-jane-doe")]
    [InlineData("user-u-4711-ä")]
    [InlineData("A sentence, with punctuation: why it is kept")]
    [InlineData("")]
    public async Task A_reason_that_may_name_the_subject_is_dropped(string reason)
    {
        server.Answer(200, new JsonObject { ["status"] = "withheld", ["reason"] = reason }.ToJsonString());

        Assert.Equal(new Outcome.Withheld("unspecified", null), await SubmitAsync(Options()));
    }

    [Theory]
    [InlineData("""{"status": "failed", "reason": "legal_hold"}""", "domain-legal_hold")]
    [InlineData("""{"status": "failed"}""", "domain-failed")]
    [InlineData("""{"status": "deleted"}""", "unknown-status")]
    [InlineData("<html>please log in</html>", "answer-not-json")]
    public async Task What_is_not_a_clear_success_is_a_failure(string body, string code)
    {
        server.Answer(200, body);

        Assert.Equal(new Outcome.Failed(code, false), await SubmitAsync(Options()));
    }

    [Fact]
    public async Task An_answer_may_use_other_words_at_other_places()
    {
        server.Answer(200, """{"result": {"state": "DONE", "rows": 5}}""");

        Outcome outcome = await SubmitAsync(Options() with
        {
            Answer = new HttpAnswerConfiguration { Status = "result.state", Count = "result.rows", Erased = ["DONE"] },
        });

        Assert.Equal(new Outcome.Erased(5), outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_endless_answer_is_cut_off(bool hasLength)
    {
        server.Answer(200, new string(' ', 100_000), also: response => response.ContentLength = hasLength ? 100_000 : null);

        Assert.Equal(new Outcome.Failed("answer-too-long", false), await SubmitAsync(Options()));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using DomainServer elsewhere = await DomainServer.StartAsync();
        server.Answer(307, also: response => response.Headers.Location = elsewhere.Url);

        Assert.Equal(new Outcome.Failed("http-307", false), await SubmitAsync(Options()));
        Assert.Empty(elsewhere.Calls);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task Other_4xx_are_never_tried_again(int status)
    {
        server.Answer(status);

        Assert.Equal(new Outcome.Failed($"http-{status}", false), await SubmitAsync(Options()));
        Assert.Single(server.Calls);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Overload_and_server_errors_are_tried_again(int status)
    {
        server.Answer(status);
        server.Answer(status);
        server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        server.HangUp();
        server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
    }

    [Fact]
    public async Task After_the_last_attempt_the_failure_is_one_that_may_pass()
    {
        server.Answer(503);

        Assert.Equal(new Outcome.Failed("http-503", true), await SubmitAsync(Options()));
        Assert.Equal(4, server.Calls.Count);
    }

    [Fact]
    public async Task A_domain_that_is_not_there_is_a_failure_that_may_pass()
    {
        HttpConnectorConfiguration options = Options();
        await server.DisposeAsync();

        Assert.Equal(new Outcome.Failed("network", true), await SubmitAsync(options));
    }

    [Fact]
    public async Task A_silent_domain_times_out()
    {
        TaskCompletionSource asked = new();
        server.Answers.Enqueue(async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        });
        Task<Outcome> outcome = SubmitAsync(Options() with { Retry = new HttpRetryConfiguration { Attempts = 1 } });
        await asked.Task;

        time.EndLongWaits();

        Assert.Equal(new Outcome.Failed("timeout", true), await outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_after_is_honoured_to_the_second(bool asDate)
    {
        server.Answer(503, also: response => response.Headers.RetryAfter = asDate ? time.GetUtcNow().AddSeconds(45).ToString("R") : "45");
        server.Answer(200);
        
        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
        Assert.Equal(TimeSpan.FromSeconds(45), time.Passed);
    }

    [Fact]
    public async Task A_longer_retry_after_is_left_to_durable_timers()
    {
        server.Answer(429, also: response => response.Headers.RetryAfter = "7200");

        Assert.Equal(new Outcome.Failed("http-429", true), await SubmitAsync(Options()));
        Assert.Equal(new Outcome.Pending(TimeSpan.FromHours(2)), await CheckAsync(Options()));
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Headers_and_an_api_key_are_sent()
    {
        server.Answer(200);

        await SubmitAsync(Options() with
        {
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "eu" },
            Auth = new ApiKeyAuthConfiguration { Header = "Authorization", Prefix = "Bearer ", KeyVariable = "KEY" },
        });

        Assert.Equal(("eu", "Bearer s3cret"), (server.Calls.Single().Headers["X-Tenant"], server.Calls.Single().Headers["Authorization"]));
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_before_it_expires()
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(200, """{"access_token": "one", "token_type": "Bearer", "expires_in": 3600}""");
        login.Answer(200, """{"access_token": "two", "token_type": "Bearer", "expires_in": 3600}""");
        server.Answer(200);
        using HttpConnector connector = new(Options() with { Auth = OAuth(login) }, environment.GetValueOrDefault, Calls, time);

        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(59));
        await connector.SubmitAsync(Erasure, Person, CancellationToken.None);

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal(2, login.Calls.Count);
        DomainServer.Call call = login.Calls.First();
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("us:s3cret")), call.Headers["Authorization"]);
        Assert.Equal("grant_type=client_credentials&scope=erase", call.Body);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(200, """{"access_token": "one"}""");
        login.Answer(200, """{"access_token": "two"}""");
        server.Answer(401);
        server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options() with { Auth = OAuth(login) with { Credentials = OAuthCredentialPlace.Body } }));
        Assert.Equal(["Bearer one", "Bearer two"], server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal("grant_type=client_credentials&scope=erase&client_id=us&client_secret=s3cret", login.Calls.First().Body);
    }

    [Theory]
    [InlineData(400, "{}", "token-400", false)]
    [InlineData(200, "{}", "token-malformed", false)]
    [InlineData(500, "{}", "token-500", true)]
    public async Task Without_a_token_nothing_is_asked(int status, string body, string code, bool retryable)
    {
        await using DomainServer login = await DomainServer.StartAsync();
        login.Answer(status, body);

        Assert.Equal(new Outcome.Failed(code, retryable), await SubmitAsync(Options() with { Auth = OAuth(login) }));
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task No_span_tells_an_address_but_the_domain_is_told_the_trace()
    {
        List<string> seen = [];
        using ActivitySource source = new("test");
        using ActivityListener listener = new()
        {
            ShouldListenTo = candidate => candidate.Name == "test" || candidate.Name.StartsWith("System.Net.Http", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Add(activity.Source.Name),
        };
        ActivitySource.AddActivityListener(listener);
        server.Answer(204);

        using Activity outer = source.StartActivity("outer")!;
        await SubmitAsync(Options() with { Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}" } });
        outer.Stop();

        Assert.Equal(["test"], seen);
        Assert.Equal(outer.Id, server.Calls.Single().Headers["traceparent"]);
    }

    [Fact]
    public async Task Each_attempt_leaves_a_record_that_tells_the_form_and_no_value()
    {
        server.Answer(503, "busy with u-4711");
        server.Answer(
            400,
            $$"""{"status": "failed", "error": {"jane.doe@example.org": ["{{UserId}}", 17, true, null], "user_id": 4711, "hint": "pending"}, "jane.doe": 1}""",
            also: response =>
            {
                response.Headers["X-Request-Id"] = "6b1f0a4e-8a63-4a86-9a0d-1f6c4f0b2f11";
                response.Headers["X-Correlation-Id"] = "u-4711";
                response.Headers["Server"] = "nginx";
            });

        await SubmitAsync(Options() with { Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}", Body = true } });

        IReadOnlyList<DomainCall> calls = await Calls.ListAsync(Erasure.ErasureId, "orders", CancellationToken.None);
        Assert.Equal([("submit", 1, 1, 400, "http-400"), ("submit", 1, 0, 503, "http-503")], calls.Select(call => (call.Operation, call.Attempt, call.Resend, call.Status!.Value, call.Code!)));
        DomainCall last = calls[0];
        Assert.Equal(("DELETE", $"{server.Url}/user/{{user_id}}"), (last.Method, last.Address));
        Assert.Equal("application/json", last.RequestHeaders["accept"]);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"erasureId": "string(5)", "attempt": "number(1)", "deadline": "string(20)", "subject": {"user_id": "string(9)", "email": "string(20)"}}"""),
            JsonNode.Parse(last.RequestBody!)));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"status": "failed", "error": {"name1(20)": ["string(9)", "number(2)", "boolean", null], "user_id": "number(4)", "hint": "pending"}, "jane.doe": "number(1)"}"""),
            JsonNode.Parse(last.ResponseBody!)));
        Assert.Equal("6b1f0a4e-8a63-4a86-9a0d-1f6c4f0b2f11", last.ResponseHeaders["x-request-id"]);
        Assert.DoesNotContain("x-correlation-id", last.ResponseHeaders.Keys);
        Assert.DoesNotContain("server", last.ResponseHeaders.Keys);
        Assert.Equal("not JSON, 16 bytes", calls[1].ResponseBody);
        Assert.NotNull(await Calls.GetAsync(Erasure.ErasureId, "orders", last.Id, CancellationToken.None));
        Assert.All(records.All, record => Assert.Equal(record.ExpiresAt, calls.Single(call => record.Key.Sort.EndsWith(call.Id, StringComparison.Ordinal)).At + TimeSpan.FromDays(30)));
    }

    [Fact]
    public async Task A_call_without_an_answer_leaves_a_record_too()
    {
        await server.DisposeAsync();

        await CheckAsync(Options());

        DomainCall call = (await Calls.ListAsync(Erasure.ErasureId, "orders", CancellationToken.None))[0];
        Assert.Equal(("check", null, "failed", "network", null, null), (call.Operation, call.Status, call.Outcome, call.Code, call.RequestBody, call.ResponseBody));
    }

    private HttpConnectorConfiguration Options() => new() { Url = server.Url, Timeout = LongWait };

    private static OAuthConfiguration OAuth(DomainServer login) =>
        new() { TokenUrl = login.Url + "/token", ClientId = "us", ClientSecretVariable = "KEY", Scope = "erase" };

    private async Task<Outcome> SubmitAsync(HttpConnectorConfiguration options)
    {
        using HttpConnector connector = new(options, environment.GetValueOrDefault, Calls, time);
        return await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
    }

    private async Task<Outcome> CheckAsync(HttpConnectorConfiguration options)
    {
        using HttpConnector connector = new(options, environment.GetValueOrDefault, Calls, time);
        return await connector.CheckAsync(Erasure, Person, CancellationToken.None);
    }
}
