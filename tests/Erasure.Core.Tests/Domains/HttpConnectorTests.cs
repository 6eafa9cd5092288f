using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Domains;

public sealed class HttpConnectorTests : HttpConnectorFixture
{
    [Fact]
    public async Task A_submission_posts_the_documented_body_with_an_idempotency_key()
    {
        Server.Answer(202, """{"status": "pending"}""", also: response => response.Headers.RetryAfter = "90");

        Outcome outcome = await SubmitAsync(Options());

        Assert.Equal(new Outcome.Pending(TimeSpan.FromSeconds(90)), outcome);
        DomainServer.Call call = Assert.Single(Server.Calls);
        Assert.Equal(("POST", "/erasures", "0190a-1", "application/json"), (call.Method, call.Target, call.Headers["Idempotency-Key"], call.Headers["Content-Type"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"erasureId": "0190a", "attempt": 1, "deadline": "2026-02-01T00:00:00Z", "subject": {"user_id": "u-4711/ä?", "email": "jane.doe@example.org"}}"""),
            JsonNode.Parse(call.Body)));
    }

    [Fact]
    public async Task A_check_gets_the_erasure_by_id()
    {
        Server.Answer(200, """{"status": "erased", "count": 3}""");

        Assert.Equal(new Outcome.Erased(3), await CheckAsync(Options()));

        DomainServer.Call call = Assert.Single(Server.Calls);
        Assert.Equal(("GET", "/erasures/0190a", ""), (call.Method, call.Target, call.Body));
    }

    [Fact]
    public async Task What_was_erased_is_counted_without_a_status_too()
    {
        Server.Answer(200, """{"deleted": 2}""");

        Assert.Equal(new Outcome.Erased(2), await SubmitAsync(Options() with { Answer = new HttpAnswerConfiguration { Count = "deleted" } }));
    }

    [Fact]
    public async Task A_path_may_name_the_subject_percent_encoded()
    {
        Server.Answer(204);

        Outcome outcome = await SubmitAsync(Options() with
        {
            Url = Server.Url + "/api/",
            Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}?ref={erasure_id}" },
        });

        Assert.Equal(new Outcome.Erased(), outcome);
        Assert.Equal(("DELETE", "/api/user/u-4711%2F%C3%A4%3F?ref=0190a"), (Server.Calls.Single().Method, Server.Calls.Single().Target));
    }

    [Theory]
    [InlineData("..", "identifier-not-addressable")]
    [InlineData(".", "identifier-not-addressable")]
    [InlineData("", "identifier-missing-user_id")]
    [InlineData(null, "identifier-missing-user_id")]
    public async Task A_subject_that_has_no_address_is_a_failure_and_not_another_address(string? value, string code)
    {
        Sealed<Subject> subject = new(new Subject(value is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["user_id"] = value }));
        using HttpConnector connector = new(Options() with { Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}" } }, Environment.GetValueOrDefault, Calls, Time);

        Assert.Equal(new Outcome.Failed(code, false), await connector.SubmitAsync(Erasure, subject, CancellationToken.None));
        Assert.Empty(Server.Calls);
    }

    [Fact]
    public async Task A_404_is_nothing_found_only_where_so_configured()
    {
        Server.Answer(404, "<html>", "text/html");

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
        Server.Answer(200, body);

        Assert.IsType(expected, await SubmitAsync(Options()));
    }

    [Fact]
    public async Task Withheld_comes_with_a_code_and_a_date()
    {
        Server.Answer(200, """{"status": "withheld", "reason": "Tax records", "until": "2030-12-31"}""");

        Assert.Equal(new Outcome.Withheld("tax-records", new DateTimeOffset(2030, 12, 31, 0, 0, 0, TimeSpan.Zero)), await SubmitAsync(Listing("tax-records")));
    }

    [Theory]
    [InlineData("withheld", "tax-records", "unspecified")]
    [InlineData("withheld", "canaryans5t8w1Bv6Nm3", "unspecified")]
    [InlineData("failed", "customer 81726", "domain-unspecified")]
    public async Task A_reason_that_is_not_listed_is_told_by_the_calls_record_alone(string status, string reason, string told)
    {
        Server.Answer(200, new JsonObject { ["status"] = status, ["reason"] = reason }.ToJsonString());

        Outcome outcome = await SubmitAsync(Listing("legal-hold"));

        Assert.Equal(told, outcome is Outcome.Withheld withheld ? withheld.Reason : Assert.IsType<Outcome.Failed>(outcome).Code);
        DomainCall call = Assert.Single(await Calls.ListAsync(Erasure.ErasureId, Erasure.Domain, CancellationToken.None));
        Assert.Equal(reason, call.Reason);
        Assert.DoesNotContain(reason, $"{call.ResponseBody}{call.Code}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kept for jane.doe@example.org")]
    [InlineData("invoice-jane-doe")]
    [InlineData("user-u-4711-ä")]
    [InlineData("A sentence, with punctuation: why it is kept")]
    [InlineData("")]
    [InlineData("jane_doe")]
    public async Task A_reason_that_may_name_the_subject_is_dropped(string reason)
    {
        Server.Answer(200, new JsonObject { ["status"] = "withheld", ["reason"] = reason }.ToJsonString());

        Assert.Equal(new Outcome.Withheld("unspecified", null), await SubmitAsync(Options()));
        string kept = Assert.Single(await Calls.ListAsync(Erasure.ErasureId, Erasure.Domain, CancellationToken.None)).Reason ?? "";
        Assert.DoesNotContain("doe", kept, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("4711", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status": "failed", "reason": "legal_hold"}""", "domain-legal_hold")]
    [InlineData("""{"status": "failed"}""", "domain-failed")]
    [InlineData("""{"status": "deleted"}""", "unknown-status")]
    [InlineData("<html>please log in</html>", "answer-not-json")]
    public async Task What_is_not_a_clear_success_is_a_failure(string body, string code)
    {
        Server.Answer(200, body);

        Assert.Equal(new Outcome.Failed(code, false), await SubmitAsync(Listing("legal_hold")));
    }

    [Fact]
    public async Task An_answer_may_use_other_words_at_other_places()
    {
        Server.Answer(200, """{"result": {"state": "DONE", "rows": 5}}""");

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
        Server.Answer(200, new string(' ', 100_000), also: response => response.ContentLength = hasLength ? 100_000 : null);

        Assert.Equal(new Outcome.Failed("answer-too-long", false), await SubmitAsync(Options()));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using DomainServer elsewhere = await DomainServer.StartAsync();
        Server.Answer(307, also: response => response.Headers.Location = elsewhere.Url);

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
        Server.Answer(status);

        Assert.Equal(new Outcome.Failed($"http-{status}", false), await SubmitAsync(Options()));
        Assert.Single(Server.Calls);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Overload_and_server_errors_are_tried_again(int status)
    {
        Server.Answer(status);
        Server.Answer(status);
        Server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
        Assert.Equal(3, Server.Calls.Count);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        Server.HangUp();
        Server.Answer(200);

        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
    }

    [Fact]
    public async Task After_the_last_attempt_the_failure_is_one_that_may_pass()
    {
        Server.Answer(503);

        Assert.Equal(new Outcome.Failed("http-503", true), await SubmitAsync(Options()));
        Assert.Equal(4, Server.Calls.Count);
    }

    [Fact]
    public async Task A_domain_that_is_not_there_is_a_failure_that_may_pass()
    {
        HttpConnectorConfiguration options = Options();
        await Server.DisposeAsync();

        Assert.Equal(new Outcome.Failed("network", true), await SubmitAsync(options));
    }

    [Fact]
    public async Task A_silent_domain_times_out()
    {
        TaskCompletionSource asked = new();
        Server.Answers.Enqueue(async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, context.RequestAborted);
        });
        Task<Outcome> outcome = SubmitAsync(Options() with { Retry = new HttpRetryConfiguration { Attempts = 1 } });
        await asked.Task;

        Time.EndLongWaits();

        Assert.Equal(new Outcome.Failed("timeout", true), await outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_after_is_honoured_to_the_second(bool asDate)
    {
        Server.Answer(503, also: response => response.Headers.RetryAfter = asDate ? Time.GetUtcNow().AddSeconds(45).ToString("R") : "45");
        Server.Answer(200);
        
        Assert.Equal(new Outcome.Erased(), await SubmitAsync(Options()));
        Assert.Equal(TimeSpan.FromSeconds(45), Time.Passed);
    }

    [Fact]
    public async Task A_longer_retry_after_is_left_to_durable_timers()
    {
        Server.Answer(429, also: response => response.Headers.RetryAfter = "7200");

        Assert.Equal(new Outcome.Failed("http-429", true), await SubmitAsync(Options()));
        Assert.Equal(new Outcome.Pending(TimeSpan.FromHours(2)), await CheckAsync(Options()));
        Assert.Equal(2, Server.Calls.Count);
    }

    [Fact]
    public async Task A_domain_that_answers_nobody_is_left_alone_for_a_while()
    {
        Server.HangUp();
        using HttpConnector connector = new(Options() with { Retry = new HttpRetryConfiguration { Attempts = 1 } }, Environment.GetValueOrDefault, Calls, Time);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(new Outcome.Failed("network", Retryable: true), await connector.SubmitAsync(Erasure, Person, CancellationToken.None));
        }

        Outcome.Failed leftAlone = Assert.IsType<Outcome.Failed>(await connector.SubmitAsync(Erasure, Person, CancellationToken.None));
        Assert.Equal(("network", true, 10), (leftAlone.Code, leftAlone.Retryable, Server.Calls.Count));
        Assert.Contains("left alone", leftAlone.Detail, StringComparison.Ordinal);
        Server.Answers.Clear();
        Server.Answer(200);
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.IsType<Outcome.Erased>(await connector.SubmitAsync(Erasure, Person, CancellationToken.None));
        Assert.IsType<Outcome.Erased>(await connector.SubmitAsync(Erasure, Person, CancellationToken.None));
    }

    private HttpConnectorConfiguration Listing(params string[] reasons) => Options() with { Answer = new HttpAnswerConfiguration { Reasons = reasons } };
}
