using Erasure.Core.Domains;
using Erasure.Core.Erasures;

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
        Assert.Equal(["Erasure needs attention in domain invoices"], host.Mail.SubjectsTo("officer@example.org"));
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
