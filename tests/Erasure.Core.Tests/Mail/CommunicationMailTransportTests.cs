using System.Text.Json;
using Erasure.Core.Mail;
using Erasure.Core.Tests.Domains;

namespace Erasure.Core.Tests.Mail;

/// <summary>What Azure Communication Services is sent, and what becomes of its answers.</summary>
public sealed class CommunicationMailTransportTests
{
    private static readonly MailMessage Mail = new("1f2e@example.org", DateTimeOffset.UnixEpoch, "ada.canary@example.org", "Subject", "Text", "<p>Html</p>");

    [Fact]
    public async Task A_mail_is_sent_with_a_token_and_the_same_operation_at_each_attempt()
    {
        await using DomainServer service = await DomainServer.StartAsync();
        service.Answer(202);

        await DeliverAsync(service);
        await DeliverAsync(service);

        DomainServer.Call[] calls = [.. service.Calls];
        Assert.All(calls, call => Assert.Equal("POST /emails:send?api-version=2023-03-31", $"{call.Method} {call.Target}"));
        Assert.All(calls, call => Assert.Equal("Bearer token", call.Headers["Authorization"]));
        Assert.Single(calls.Select(call => Guid.Parse(call.Headers["Operation-Id"])).Distinct());
        JsonElement body = JsonDocument.Parse(calls[0].Body).RootElement;
        Assert.Equal("erasure@example.org", body.GetProperty("senderAddress").GetString());
        Assert.Equal(Mail.To, body.GetProperty("recipients").GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Equal("Subject Text <p>Html</p>", string.Join(' ', new[] { "subject", "plainText", "html" }.Select(name => body.GetProperty("content").GetProperty(name).GetString())));
        Assert.True(body.GetProperty("userEngagementTrackingDisabled").GetBoolean());
    }

    [Theory]
    [InlineData("privacy@example.org", "privacy@example.org")]
    [InlineData(null, "")]
    public async Task Answers_go_where_the_mail_says(string? replyTo, string addresses)
    {
        await using DomainServer service = await DomainServer.StartAsync();
        service.Answer(202);

        await DeliverAsync(service, Mail with { ReplyTo = replyTo });

        JsonElement body = JsonDocument.Parse(Assert.Single(service.Calls).Body).RootElement;
        IEnumerable<JsonElement> told = body.TryGetProperty("replyTo", out JsonElement replies) && replies.ValueKind == JsonValueKind.Array ? replies.EnumerateArray() : [];
        Assert.Equal(addresses, string.Join(' ', told.Select(reply => reply.GetProperty("address").GetString())));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(429, false)]
    [InlineData(503, false)]
    public async Task Only_a_wrong_mail_is_beyond_help(int status, bool isPermanent)
    {
        await using DomainServer service = await DomainServer.StartAsync();
        service.Answer(status, $"no mail for {Mail.To}");

        MailDeliveryException refused = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(service));

        Assert.Equal(isPermanent, refused.IsPermanent);
        Assert.Null(refused.RetryAfter);
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sends_too_much_is_told_when_to_come_back()
    {
        await using DomainServer service = await DomainServer.StartAsync();
        service.Answer(429, also: answer => answer.Headers.RetryAfter = "3600");

        MailDeliveryException refused = await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(service));

        Assert.Equal(TimeSpan.FromHours(1), refused.RetryAfter);
    }

    [Fact]
    public async Task A_service_that_hangs_up_may_be_there_later()
    {
        await using DomainServer service = await DomainServer.StartAsync();
        service.HangUp();

        Assert.False((await Assert.ThrowsAsync<MailDeliveryException>(() => DeliverAsync(service))).IsPermanent);
    }

    private static async Task DeliverAsync(DomainServer service, MailMessage? mail = null)
    {
        using HttpClient http = new();
        await new CommunicationMailTransport(http, new Uri(service.Url), "erasure@example.org", _ => Task.FromResult("token"), TimeProvider.System)
            .DeliverAsync(mail ?? Mail, CancellationToken.None);
    }
}
