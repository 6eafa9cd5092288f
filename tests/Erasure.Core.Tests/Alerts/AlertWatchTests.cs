using System.Text.Json;
using Erasure.Core.Alerts;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;
using Erasure.Core.Reconciliation;
using Erasure.Core.Tests.Erasures;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Alerts;

/// <summary>What alerts tell of open erasures and their mails, from the records.</summary>
public sealed class AlertWatchTests
{
    private const string Person = "user-7f3a9c51e2d84b06";

    private readonly ScriptedChannel ops = new("webhook/ops");

    [Fact]
    public async Task A_domain_that_failed_is_told_once_an_hour_with_the_page_that_shows_it()
    {
        await using ErasureHost host = await StartAsync("orders", "crm");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string first = await host.RunAsync();
        await LookAsync(host);
        await LookAsync(host);

        Alert alert = Assert.Single(ops.Alerts);
        Assert.Equal(("failed-erasure", 1, "A domain failed to erase (orders, http-400)"), (alert.Rule, alert.Severity, alert.Subject));
        Assert.Equal($"https://erasure.example.org/erasures/{first}/domains/orders", alert.Link);

        // Another one within the hour waits for its end; what has been told of isn't told again.
        await host.RunForAsync(TimeSpan.FromMinutes(10));
        string second = await host.RunAsync("user-2");
        await LookAsync(host);
        Assert.Single(ops.Alerts);
        await host.RunForAsync(TimeSpan.FromHours(1));
        await LookAsync(host);
        Assert.Equal([first, second], ops.Alerts.Select(told => told.Facts.Single(fact => fact.Name == "erasure").Value));
        Assert.Equal("2", ops.Alerts.Last().Facts.Single(fact => fact.Name == "erasures").Value);
        await host.RunForAsync(TimeSpan.FromDays(1));
        await LookAsync(host);
        Assert.Equal(2, ops.Alerts.Count(told => told.Rule == "failed-erasure"));
    }

    [Fact]
    public async Task A_domain_that_fails_after_the_last_full_sweep_is_told_at_the_next_look()
    {
        await using ErasureHost host = await StartAsync("orders", "crm");
        await LookAsync(host);
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-403", Retryable: false);
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-500", Retryable: false);
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromMinutes(3));
        string other = await host.RunAsync("user-2");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Erased(1);
        await host.CommandAsync(e => e.RetryAsync(id, "crm", ErasureHost.Decision("it is up again"), default));
        await host.CommandAsync(e => e.RetryAsync(other, "crm", ErasureHost.Decision("it is up again"), default));

        await Watch(host).LookAsync(default);
        await Watch(host).DeliverAsync(default);

        Alert alert = Assert.Single(ops.Alerts);
        Assert.Equal("A domain failed to erase (orders, http-403)", alert.Subject);
        Assert.Equal([("erasures", "2"), ("erasure", other)], alert.Facts.Take(2).Select(fact => (fact.Name, fact.Value)));

        // What the next sweep counts isn't counted twice, nor told twice.
        await host.RunForAsync(TimeSpan.FromHours(2));
        await LookAsync(host);
        Assert.Single(ops.Alerts);
        string third = await host.RunAsync("user-3");
        await LookAsync(host);
        Assert.Equal([("erasures", "3"), ("erasure", third)], ops.Alerts.Last().Facts.Take(2).Select(fact => (fact.Name, fact.Value)));
    }

    [Fact]
    public async Task A_near_deadline_of_an_erasure_that_came_after_the_last_full_sweep_is_told_at_the_next_look_until_it_ends()
    {
        await using ErasureHost host = await StartAsync("orders");
        await LookAsync(host);
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-403", Retryable: false);
        ErasureRecord late = await host.ReceiveAsync(ErasureHost.Request(Person) with { ReceivedAt = host.Start.AddDays(-28) });
        await host.RunForAsync(TimeSpan.FromMinutes(1));
        await Watch(host).LookAsync(default);
        await Watch(host).DeliverAsync(default);

        Assert.Equal($"https://erasure.example.org/erasures/{late.Id}", Assert.Single(ops.Alerts, alert => alert.Rule == "deadline-near").Link);
        await LookAsync(host);
        await host.CommandAsync(e => e.ResolveAsync(late.Id, "orders", ErasureHost.Decision("by hand"), default));
        await host.RunForAsync(TimeSpan.FromDays(2));
        await Watch(host).LookAsync(default);
        await Watch(host).DeliverAsync(default);
        Assert.Single(ops.Alerts, alert => alert.Rule == "deadline-near");
    }

    [Fact]
    public async Task Each_code_of_each_domain_is_told_for_itself()
    {
        await using ErasureHost host = await StartAsync("orders", "crm");
        host.Domains["orders"].OnSubmit = asked => new Outcome.Failed(host.Domains["orders"].Submissions == 1 ? "http-400" : "domain-no-such-thing", Retryable: false);
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        await host.RunAsync("user-1");
        await host.RunAsync("user-2");

        await LookAsync(host);

        Assert.Equal(
            ["A domain failed to erase (crm, http-400)", "A domain failed to erase (orders, domain)", "A domain failed to erase (orders, http-400)"],
            ops.Alerts.Select(alert => alert.Subject).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_restart_neither_tells_again_nor_forgets()
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        await host.RunAsync();
        await host.Reconciler.FullSweepAsync(default);
        await Watch(host).LookAsync(default);

        // Written down, and not delivered yet.
        await host.RestartAsync(Configure);
        Assert.Empty(ops.Alerts);
        await LookAsync(host);
        Assert.Single(ops.Alerts);

        await host.RestartAsync(Configure);
        await Watch(host).LookAsync(default);
        await LookAsync(host);
        Assert.Single(ops.Alerts);
    }

    [Fact]
    public async Task A_deadline_is_told_each_day_from_five_days_before_until_it_is_done()
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Withheld("legal-hold", host.Start.AddDays(32));
        string id = await host.RunAsync();
        await host.RunToDayAsync(24);
        await LookAsync(host);
        Assert.Empty(ops.Alerts);

        for (double day = 25.1; day < 35; day += 0.25)
        {
            await host.RunToDayAsync(day);
            host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(1);
            await LookAsync(host);
        }

        Assert.InRange(ops.Alerts.Count, 7, 8);
        Assert.All(ops.Alerts, alert => Assert.Equal(("deadline-near", $"https://erasure.example.org/erasures/{id}"), (alert.Rule, alert.Link)));
        Assert.Equal(["0", "1"], ops.Alerts.Select(alert => alert.Facts.Single(fact => fact.Name == "overdue").Value).Distinct());
    }

    [Fact]
    public async Task A_domain_that_finishes_nothing_is_told_when_that_begins_and_when_it_is_over()
    {
        await using ErasureHost host = await StartAsync("orders", "crm");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(3) ? new Outcome.Pending() : new Outcome.Erased(1);
        await host.RunAsync();
        await host.RunToDayAsync(1.9);
        await LookAsync(host);
        Assert.Empty(ops.Alerts);

        await host.RunToDayAsync(2.5);
        await LookAsync(host);
        await LookAsync(host);
        await host.RunToDayAsync(3.5);
        await LookAsync(host);

        Assert.Equal(
            ["stuck-domain: A domain makes no progress (crm)", "stuck-domain: A domain makes no progress (orders)", "stuck-domain: Over: A domain makes no progress (crm)"],
            ops.Subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Mails_that_were_given_up_are_told_by_kind()
    {
        await using ErasureHost host = await StartAsync("project");
        host.Mail.Refuse = mail => mail.To == ErasureHost.Requester ? new MailDeliveryException("no such mailbox", isPermanent: true) : null;
        string id = await host.RunAsync();

        await LookAsync(host);
        await LookAsync(host);

        Assert.Equal(
            ["dead-outbox: Mails were given up (requester-completed)", "dead-outbox: Mails were given up (requester-received)"],
            ops.Subjects.Order(StringComparer.Ordinal));
        Assert.All(ops.Alerts, alert => Assert.Equal($"https://erasure.example.org/erasures/{id}", alert.Link));
    }

    [Fact]
    public async Task Too_many_missing_workflows_are_told()
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        List<string> ids = [];
        for (int i = 0; i < 7; i++)
        {
            ids.Add(await host.RunAsync($"user-{i}"));
        }

        ids.ForEach(id => Assert.True(host.Engine.Vanish(id)));
        await LookAsync(host);
        await LookAsync(host);

        Alert alert = Assert.Single(ops.Alerts);
        Assert.Equal("workflows-missing", alert.Rule);
        Assert.Equal(["missing 7", "open 7"], alert.Facts.Select(fact => $"{fact.Name} {fact.Value}"));
    }

    [Fact]
    public async Task No_alert_names_the_person()
    {
        await using ErasureHost host = await StartAsync("orders", "crm", "project");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed($"no-such-{Person}", Retryable: false) { Detail = Person };
        host.Domains["crm"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnCheck = _ => new Outcome.Pending();
        host.Mail.Refuse = mail => mail.To == ErasureHost.Requester ? new MailDeliveryException(ErasureHost.Requester, isPermanent: true) : null;
        await host.RunAsync(Person);
        await host.RunToDayAsync(28);
        await LookAsync(host);

        Assert.Superset(new HashSet<string> { "failed-erasure", "deadline-near", "stuck-domain", "dead-outbox" }, ops.Alerts.Select(alert => alert.Rule).ToHashSet());
        CanarySearch search = new CanarySearch().Plant(Person).Plant(ErasureHost.Requester);
        Assert.Empty(search.FindIn("alerts", JsonSerializer.SerializeToUtf8Bytes(ops.Alerts)));
        Assert.Empty(host.Mail.Mails.Where(mail => mail.To == "ops@example.org").SelectMany(mail => search.FindIn("mail", mail.Subject + mail.Text + mail.Html + mail.MessageId)));
    }

    [Fact]
    public async Task Alerts_go_by_mail_too()
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();
        host.Mail.Refuse = mail => mail.To == "ops@example.org" ? new MailDeliveryException("down", isPermanent: false) : null;
        await LookAsync(host);
        Assert.Single(ops.Alerts);
        host.Mail.Refuse = _ => null;
        await host.RunForAsync(TimeSpan.FromMinutes(2));
        await LookAsync(host);

        MailMessage mail = Assert.Single(host.Mail.Mails, mail => mail.To == "ops@example.org");
        Assert.Equal("Erasure: A domain failed to erase (orders, http-400)", mail.Subject);
        Assert.Contains($"https://erasure.example.org/erasures/{id}/domains/orders", mail.Text, StringComparison.Ordinal);
        Assert.Contains(AlertRule.FailedErasure.Advice, mail.Text, StringComparison.Ordinal);
        Assert.All(AlertRule.All, rule => Assert.EndsWith(".", rule.Advice, StringComparison.Ordinal));
        Assert.Contains("docs/runbook.md#failed-erasure", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_mail_about_the_same_says_that_it_is_one()
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        await host.RunAsync();
        await LookAsync(host);
        await host.RunForAsync(TimeSpan.FromHours(2));
        await host.RunAsync("user-2");
        await LookAsync(host);

        MailMessage[] mails = [.. host.Mail.Mails.Where(mail => mail.To == "ops@example.org")];
        Assert.Equal(2, mails.Length);
        Assert.DoesNotContain("raised again", mails[0].Text, StringComparison.Ordinal);
        Assert.Contains("was raised again: this is number 2 of it.", mails[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_nothing_looks_after_erasures_is_told_once_an_hour()
    {
        await using ErasureHost host = await StartAsync("orders");
        SweepPulse pulse = host.Engine.Services.GetRequiredService<SweepPulse>();
        for (int minute = 0; minute < 200; minute += 5)
        {
            if (minute < 60)
            {
                pulse.EndSweep();
                pulse.EndFullSweep();
            }

            await Watch(host).LookAsync(default);
            await Watch(host).DeliverAsync(default);
            await host.RunForAsync(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(["no-heartbeat", "no-heartbeat"], ops.Alerts.Select(alert => alert.Rule));
        Assert.Equal(host.Start.AddMinutes(90), ops.Alerts.First().At);
    }

    [Theory]
    [InlineData(-400, 40, 1)]
    [InlineData(400, 5, 0)]
    public async Task That_nothing_looks_after_erasures_is_told_in_time_where_the_clock_is_set(int days, int minutes, int alerts)
    {
        await using ErasureHost host = await StartAsync("orders");
        host.Engine.Services.GetRequiredService<SweepPulse>().EndSweep();
        host.Time.SetClock(host.Time.GetUtcNow().AddDays(days));
        host.Time.Advance(TimeSpan.FromMinutes(minutes));

        await Watch(host).LookAsync(default);
        await Watch(host).DeliverAsync(default);

        Assert.Equal(alerts, ops.Alerts.Count(alert => alert.Rule == "no-heartbeat"));
    }

    private static AlertWatch Watch(ErasureHost host) => host.Engine.Services.GetRequiredService<AlertWatch>();

    private static async Task LookAsync(ErasureHost host)
    {
        await host.Reconciler.RunOnceAsync(default);
        host.Engine.Services.GetRequiredService<SweepPulse>().EndSweep();
        host.Engine.Services.GetRequiredService<SweepPulse>().EndFullSweep();
        await Watch(host).LookAsync(default);
        await Watch(host).DeliverAsync(default);
    }

    private Task<ErasureHost> StartAsync(params string[] domains) =>
        ErasureHost.StartAsync(ErasureHost.Configure(domains) with { Alerts = new AlertConfiguration { Mail = ["ops@example.org"] } }, Configure);

    private void Configure(IServiceCollection services) => services
        .AddAlerts(new AlertConfiguration { Mail = ["ops@example.org"] })
        .AddSingleton<IAlertChannel>(ops);
}
