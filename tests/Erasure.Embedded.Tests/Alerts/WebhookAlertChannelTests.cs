using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Alerts;
using Erasure.Embedded.Alerts;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Alerts;

public sealed class WebhookAlertChannelTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Alert Failed = new()
    {
        Id = "0123456789abcdef0123456789abcdef",
        Rule = "failed-erasure",
        Title = "A domain failed to erase",
        Severity = 1,
        Advice = "Mend <it>.",
        At = new DateTimeOffset(2026, 1, 5, 7, 59, 0, TimeSpan.Zero),
        Key = [new("domain", "orders"), new("code", "http-400")],
        Facts = [new("erasures", "2"), new("note", "<a> & b")],
        Link = "https://erasure.example.org/erasures/1/domains/orders",
    };

    private readonly ManualTimeProvider time = new();
    private readonly Server server = new();
    private readonly HttpMessageInvoker http;

    public WebhookAlertChannelTests() => http = new HttpMessageInvoker(server);

    public void Dispose()
    {
        http.Dispose();
        server.Dispose();
    }

    /// <summary>The example of the specification's own libraries.</summary>
    [Fact]
    public void A_signature_is_that_of_Standard_Webhooks() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(WebhookSecret.Read(Secret)!, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Fact]
    public async Task An_alert_is_signed_JSON_with_an_id_that_stays_the_same()
    {
        WebhookAlertChannel channel = Channel(new AlertWebhookConfiguration { Name = "ops", Url = "https://ops.example.org/hook", SecretVariable = "SECRET" });
        await channel.DeliverAsync(Failed, default);
        time.Advance(TimeSpan.FromMinutes(1));
        await channel.DeliverAsync(Failed, default);

        Assert.Equal("webhook/ops", channel.Name);
        Assert.Equal([Failed.Id, Failed.Id], server.Requests.Select(request => request.Headers["webhook-id"]));
        Assert.Equal(["1767600000", "1767600060"], server.Requests.Select(request => request.Headers["webhook-timestamp"]));
        Assert.All(server.Requests, request =>
        {
            Assert.Equal(("POST", "https://ops.example.org/hook", "application/json"), (request.Method, request.Address, request.ContentType));
            byte[] signed = Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}");
            Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret[6..]), signed))}", request.Headers["webhook-signature"]);
        });
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {
                  "type": "alert.raised", "timestamp": "2026-01-05T07:59:00Z",
                  "data": {
                    "rule": "failed-erasure", "title": "A domain failed to erase", "severity": 1, "advice": "Mend <it>.",
                    "key": { "domain": "orders", "code": "http-400" }, "facts": { "erasures": "2", "note": "<a> & b" },
                    "link": "https://erasure.example.org/erasures/1/domains/orders", "runbook": "docs/runbook.md#failed-erasure"
                  }
                }
                """),
            JsonNode.Parse(server.Requests[0].Body)), server.Requests[0].Body);
    }

    [Fact]
    public async Task Slack_gets_a_message_in_which_nothing_is_markup_that_shouldnt_be()
    {
        await Channel(new AlertWebhookConfiguration { Name = "chat", Form = AlertForm.Slack, UrlVariable = "SLACK" }).DeliverAsync(Failed with { IsOver = true }, default);

        Request request = Assert.Single(server.Requests);
        Assert.Equal("https://hooks.slack.com/services/T0/B0/xyz", request.Address);
        Assert.DoesNotContain("webhook-signature", request.Headers.Keys);
        JsonNode message = JsonNode.Parse(request.Body)!;
        Assert.Equal("Erasure: Over: A domain failed to erase (orders, http-400)", (string)message["text"]!);
        Assert.Contains("\nMend &lt;it&gt;.\n", (string)message["blocks"]![0]!["text"]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("<https://erasure.example.org/erasures/1/domains/orders|Open the page>", (string)message["blocks"]![0]!["text"]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("note &lt;a&gt; &amp; b", (string)message["blocks"]![1]!["elements"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(["section", "context"], message["blocks"]!.AsArray().Select(block => (string)block!["type"]!));
    }

    [Theory]
    [InlineData(302, "http-302")]
    [InlineData(404, "http-404")]
    [InlineData(500, "http-500")]
    public async Task Any_other_answer_is_a_failure(int status, string code)
    {
        server.Answer = _ => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Headers = { { "Location", "https://elsewhere.example.org" } } });

        AlertDeliveryException failure = await FailsAsync();

        Assert.Equal((code, null), (failure.Code, failure.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_says_when_to_come_back()
    {
        server.Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "120" } } });

        Assert.Equal(TimeSpan.FromMinutes(2), (await FailsAsync()).RetryAfter);
    }

    [Fact]
    public async Task A_server_that_hangs_is_left_after_a_while()
    {
        server.Answer = async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            return new HttpResponseMessage();
        };
        Task<AlertDeliveryException> failure = FailsAsync();
        time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal("timeout", (await failure).Code);
    }

    [Fact]
    public async Task A_server_that_isnt_there_is_told_without_its_address()
    {
        server.Answer = _ => throw new HttpRequestException("https://hooks.slack.com/services/T0/B0/xyz: no such host");

        AlertDeliveryException failure = await FailsAsync();

        Assert.Equal("network", failure.Code);
        Assert.DoesNotContain("xyz", $"{failure}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("whsec_c2hvcnQ=", false)]
    [InlineData("whsec_!!!!", false)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false)]
    [InlineData("", false)]
    public void A_secret_is_one_of_Standard_Webhooks(string text, bool isOne) => Assert.Equal(isOne, WebhookSecret.Read(text) is not null);

    private Task<AlertDeliveryException> FailsAsync() => Assert.ThrowsAsync<AlertDeliveryException>(
        () => Channel(new AlertWebhookConfiguration { Name = "ops", Url = "https://ops.example.org/hook", SecretVariable = "SECRET" }).DeliverAsync(Failed, default));

    private WebhookAlertChannel Channel(AlertWebhookConfiguration options) =>
        new(options, name => name == "SECRET" ? Secret : "https://hooks.slack.com/services/T0/B0/xyz", http, time);

    private sealed record Request(string Method, string Address, string? ContentType, IReadOnlyDictionary<string, string> Headers, string Body);

    private sealed class Server : HttpMessageHandler
    {
        public List<Request> Requests { get; } = [];

        public Func<CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(new Request(
                request.Method.Method,
                request.RequestUri!.ToString(),
                request.Content!.Headers.ContentType?.ToString(),
                request.Headers.ToDictionary(header => header.Key, header => header.Value.Single()),
                await request.Content.ReadAsStringAsync(cancellationToken)));
            return await Answer(cancellationToken);
        }
    }
}
