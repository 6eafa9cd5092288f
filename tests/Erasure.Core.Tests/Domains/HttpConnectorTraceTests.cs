using System.Diagnostics;
using System.Text.Json.Nodes;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;

namespace Erasure.Core.Tests.Domains;

public sealed class HttpConnectorTraceTests : HttpConnectorFixture
{
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
        Server.Answer(204);

        using Activity outer = source.StartActivity("outer")!;
        await SubmitAsync(Options() with { Submit = new HttpCallConfiguration { Method = "DELETE", Path = "/user/{user_id}" } });
        outer.Stop();

        Assert.Equal(["test"], seen);
        Assert.Equal(outer.Id, Server.Calls.Single().Headers["traceparent"]);
    }

    [Fact]
    public async Task Each_attempt_leaves_a_record_that_tells_the_form_and_no_value()
    {
        Server.Answer(503, "busy with u-4711");
        Server.Answer(
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
        Assert.Equal(("DELETE", $"{Server.Url}/user/{{user_id}}"), (last.Method, last.Address));
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
        Assert.All(Records.All, record => Assert.Equal(record.ExpiresAt, calls.Single(call => record.Key.Sort.EndsWith(call.Id, StringComparison.Ordinal)).At + TimeSpan.FromDays(30)));
    }

    [Fact]
    public async Task A_call_without_an_answer_leaves_a_record_too()
    {
        await Server.DisposeAsync();

        await CheckAsync(Options());

        DomainCall call = (await Calls.ListAsync(Erasure.ErasureId, "orders", CancellationToken.None))[0];
        Assert.Equal(("check", null, "failed", "network", null, null), (call.Operation, call.Status, call.Outcome, call.Code, call.RequestBody, call.ResponseBody));
    }
}
