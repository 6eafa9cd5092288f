using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Mail;
using Erasure.Core.Tests.Erasures;

namespace Erasure.Core.Tests.Mail;

public sealed class OutboxTests
{
    [Fact]
    public async Task An_outage_delays_mails_and_keeps_the_identifiers_for_them()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        host.Mail.Refuse = _ => host.Time.GetUtcNow() < host.Start.AddHours(6) ? new MailDeliveryException("down", isPermanent: false) : null;
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromHours(5));

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal((ErasureState.Completed, null), (view.Erasure.State, view.Erasure.IdentifiersDestroyedAt));
        Assert.Empty(host.Mail.Mails);
        Assert.InRange(host.Mail.Attempts, 10, 60);

        await host.RunForAsync(TimeSpan.FromHours(3));
        Assert.NotNull((await host.ViewAsync(id)).Erasure.IdentifiersDestroyedAt);
        Assert.Equal(3, host.Mail.Mails.Count);
        Assert.All(host.Mail.Mails, mail => Assert.True(mail.Date < host.Start.AddMinutes(1)));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public async Task A_mail_that_cant_be_delivered_is_given_up_on_record(bool isPermanent, int days)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        host.Mail.Refuse = mail => mail.To == ErasureHost.Requester ? new MailDeliveryException("no such mailbox", isPermanent) : null;
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromHours((days * 24) + 2));

        ErasureReport report = await host.ReportAsync(id);
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(
            ["requester-completed", "requester-received"],
            report.Timeline.Where(entry => entry.Event == "mail-given-up").Select(entry => entry.Details!["mail"]).Order(StringComparer.Ordinal));
        Assert.All(report.Timeline.Where(entry => entry.Event == "mail-given-up"), entry => Assert.Equal("no such mailbox", entry.Details!["why"]));
        Assert.Contains(host.Logs.Lines, line => line.Contains($"not delivered at attempt 1 (MailDeliveryException); given up: {isPermanent}. no such mailbox", StringComparison.Ordinal));
        Assert.True(report.Erasure.IdentifiersDestroyedAt >= host.Start.AddDays(days));
    }

    [Fact]
    public async Task A_sweep_delivers_what_a_running_erasure_could_not()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Mail.Refuse = _ => new MailDeliveryException("down", isPermanent: false);
        await host.RunAsync();
        host.Mail.Refuse = _ => null;

        await host.Reconciler.SweepAsync(default);
        Assert.Empty(host.Mail.Mails);
        await host.RunForAsync(TimeSpan.FromMinutes(2));
        await host.Reconciler.SweepAsync(default);
        await host.Reconciler.SweepAsync(default);

        Assert.Equal(3, host.Mail.Mails.Count);
        Assert.Equal(6, host.Mail.Attempts);
    }

    [Fact]
    public async Task A_mail_that_waits_doesnt_wait_for_a_clock_that_was_set_back()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Mail.Refuse = _ => new MailDeliveryException("down", isPermanent: false);
        await host.RunAsync();
        host.Mail.Refuse = _ => null;

        host.Time.SetClock(host.Time.GetUtcNow().AddDays(-400));
        await host.Reconciler.SweepAsync(default);

        Assert.Equal(3, host.Mail.Mails.Count);
    }

    [Fact]
    public async Task A_mail_waits_as_long_as_the_other_side_asks()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        host.Mail.Refuse = _ => new MailDeliveryException("too many", isPermanent: false) { RetryAfter = TimeSpan.FromHours(5) };
        await host.RunAsync();
        int refused = host.Mail.Attempts;
        host.Mail.Refuse = _ => null;

        await host.RunForAsync(TimeSpan.FromHours(4.9));
        Assert.Equal(refused, host.Mail.Attempts);
        await host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(3, host.Mail.Mails.Count);
    }

    [Fact]
    public async Task Without_an_address_nothing_is_written()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        ErasureRecord erasure = await host.ReceiveAsync(ErasureHost.Request("user-1", requester: null));
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal(["officer-ended"], (await host.ReportAsync(erasure.Id)).Mails.Keys);
    }

    [Fact]
    public async Task A_mail_tells_what_to_do_and_where_in_text_and_html()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Withheld("<b>tax</b> & law", host.Start.AddDays(100));
        string id = await host.RunAsync();

        MailMessage mail = host.Mail.Mails.Single(mail => mail.To == "orders-admin@example.org");
        Assert.Contains($"https://erasure.example.org/erasures/{id}/domains/orders", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://erasure.example.org/erasures/{id}/domains/orders\"", mail.Html, StringComparison.Ordinal);
        Assert.Contains("Reason: <b>tax</b> & law", mail.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;tax&lt;/b&gt; &amp; law", mail.Html, StringComparison.Ordinal);
        Assert.Contains("15 April 2026, 08:00 UTC", mail.Text, StringComparison.Ordinal);
        Assert.Contains("What to do", mail.Html, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}@example.org$", mail.MessageId);
        _ = System.Xml.Linq.XDocument.Parse(mail.Html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("charset=\"utf-8\">", "charset=\"utf-8\"/>", StringComparison.Ordinal).Replace("width=device-width\">", "width=device-width\"/>", StringComparison.Ordinal));
    }
}
