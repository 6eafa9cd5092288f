using System.Globalization;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Mail;

namespace Erasure.Core.Tests.Erasures;

public sealed class WithheldTests
{
    [Fact]
    public async Task What_is_withheld_until_a_date_is_asked_for_again_on_that_date()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "invoices");
        DateTimeOffset until = host.Start.AddDays(700);
        host.Domains["invoices"].OnSubmit = _ => host.Time.GetUtcNow() < until ? new Outcome.Withheld("tax law", until) : new Outcome.Erased(12);
        string id = await host.RunAsync();

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.Withheld, view.Erasure.State);
        Assert.Equal(new Outcome.Withheld("tax law", until), view.Domains[1].Outcome);
        Assert.Equal(["Erasure withheld in your domain (invoices)"], host.Mail.SubjectsTo("invoices-admin@example.org"));
        Assert.Equal(["Erasure withheld in domain invoices"], host.Mail.SubjectsTo("officer@example.org"));
        Assert.False((await host.ReportAsync(id)).IsFinal);

        await host.RunToDayAsync(699);
        Assert.True((await host.ViewAsync(id)).IsOverdue);
        Assert.Equal(1, host.Domains["invoices"].Submissions);
        await host.RunToDayAsync(701);

        view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.Completed, view.Erasure.State);
        Assert.Equal((DomainState.Erased, 2), (view.Domains[1].State, view.Domains[1].Attempt));
        Assert.Single(host.Mail.SubjectsTo("invoices-admin@example.org"));
    }

    [Fact]
    public async Task The_person_learns_what_is_kept_back_and_why_as_soon_as_nothing_else_is_owed()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "invoices");
        DateTimeOffset until = host.Start.AddDays(700);
        host.Domains["project"].OnSubmit = _ => new Outcome.Erased(3);
        host.Domains["invoices"].OnSubmit = _ => host.Time.GetUtcNow() < until ? new Outcome.Withheld("tax-law", until) : new Outcome.Erased(12);
        string id = await host.RunAsync();

        MailMessage mail = Assert.Single(host.Mail.Mails, IsWithheld);
        Assert.Equal(ErasureHost.Requester, mail.To);
        Assert.Contains(
            $"project: Erased, and verified: 3 records.\ninvoices: Not erased: kept back for a legal reason, until {until.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}. The reason: tax-law.\n",
            mail.Text,
            StringComparison.Ordinal);
        Assert.Contains("complain to a supervisory authority", mail.Text, StringComparison.Ordinal);
        Assert.Contains("asked again on the date given", Assert.Single(host.Mail.Mails, mail => mail.To == "officer@example.org").Text, StringComparison.Ordinal);

        await host.RunToDayAsync(701);
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(1, (await host.ReportAsync(id)).Mails["requester-withheld"]);
    }

    [Fact]
    public async Task The_person_learns_it_at_the_deadline_whatever_else_is_owed()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "invoices");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("lawsuit", Until: null);
        await host.RunAsync();

        await host.RunToDayAsync(29.9);
        Assert.DoesNotContain(host.Mail.Mails, IsWithheld);
        await host.RunToDayAsync(60);

        Assert.Contains("crm: Not done yet.\ninvoices: Not erased: kept back for a legal reason. The reason: lawsuit.\n", Assert.Single(host.Mail.Mails, IsWithheld).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_back_only_after_the_deadline_is_told_at_once()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "invoices");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();
        await host.RunToDayAsync(31);
        Assert.DoesNotContain(host.Mail.Mails, IsWithheld);

        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("lawsuit", Until: null);
        await host.CommandAsync(erasures => erasures.RetryAsync(id, "invoices", ErasureHost.Decision(), default));

        Assert.Single(host.Mail.Mails, IsWithheld);
    }

    [Fact]
    public async Task An_extension_doesnt_put_off_that_the_person_learns_it()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("crm", "invoices");
        host.Domains["crm"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["crm"].OnCheck = _ => new Outcome.Pending();
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("lawsuit", Until: null);
        string id = await host.RunAsync();
        Assert.DoesNotContain(host.Mail.Mails, IsWithheld);

        await host.CommandAsync(erasures => erasures.ExtendAsync(id, ErasureHost.Decision(), default));
        Assert.Single(host.Mail.Mails, IsWithheld);
        await host.RunToDayAsync(100);

        Assert.Single(host.Mail.Mails, IsWithheld);
    }

    [Fact]
    public async Task A_reason_in_a_domains_own_words_stays_in_the_house()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("invoices");
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("Mr Doe sued us", Until: null);
        await host.RunAsync();

        MailMessage mail = Assert.Single(host.Mail.Mails, IsWithheld);
        Assert.DoesNotContain("sued", mail.Text + mail.Html, StringComparison.Ordinal);
    }

    private static bool IsWithheld(MailMessage mail) => mail.Subject == "Some of your data are kept back for now";

    [Fact]
    public async Task A_date_that_is_always_a_second_ahead_is_asked_for_by_the_hour_and_told_by_the_day()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("invoices");
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("tax law", host.Time.GetUtcNow().AddSeconds(1));
        await host.RunAsync();

        await host.RunToDayAsync(2);

        Assert.InRange(host.Domains["invoices"].Submissions, 40, 50);
        Assert.InRange(host.Mail.SubjectsTo("invoices-admin@example.org").Count(), 2, 3);
        Assert.InRange(host.Mail.SubjectsTo("officer@example.org").Count(), 1, 3);
    }

    [Fact]
    public async Task What_is_withheld_without_a_date_waits_for_a_human_who_is_reminded()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("invoices");
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("lawsuit", host.Start.AddDays(-1));
        string id = await host.RunAsync();

        await host.RunToDayAsync(31);
        Assert.Equal(
            [
                "Erasure withheld in your domain (invoices)",
                "Erasure still waits for you (invoices)",
                "Erasure still waits for you, reminder 2 (invoices)",
                "Erasure still waits for you, reminder 3 (invoices)",
                "Erasure still waits for you, reminder 4 (invoices)",
                "Erasure overdue: the deadline has passed (invoices)",
            ],
            host.Mail.SubjectsTo("invoices-admin@example.org"));
        Assert.Equal(1, host.Domains["invoices"].Submissions);

        host.Domains["invoices"].OnSubmit = _ => new Outcome.Erased();
        await host.CommandAsync(e => e.RetryAsync(id, "invoices", ErasureHost.Decision("the lawsuit is over"), default));
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task What_is_asked_for_again_counts_as_under_way_though_its_domain_doesnt_answer_yet()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("invoices");
        DateTimeOffset until = host.Start.AddDays(20);
        host.Domains["invoices"].OnSubmit = _ => host.Time.GetUtcNow() < until ? new Outcome.Withheld("tax law", until) : new Outcome.Failed("http-503", Retryable: true);
        string id = await host.RunAsync();

        await host.RunForAsync(until - host.Time.GetUtcNow());

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal((ErasureState.Running, DomainState.Waiting, 2), (view.Erasure.State, view.Domains[0].State, view.Domains[0].Attempt));
    }
}
