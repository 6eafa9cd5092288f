using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Orchestrations that end otherwise than by themselves, and hosts that stop.</summary>
public sealed class KilledTests
{
    [Fact]
    public async Task A_domain_whose_orchestration_is_terminated_has_failed_and_can_be_retried()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();

        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "by hand", default);
        await host.Engine.Engine.WhenIdleAsync();

        DomainProgress killed = await host.DomainAsync(id, "orders");
        Assert.Equal((DomainState.Failed, new Outcome.Failed("workflow-ended", Retryable: false)), (killed.State, killed.Outcome));
        Assert.Equal(ErasureState.ActionRequired, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(["Erasure failed: your action is needed (orders)"], host.Mail.SubjectsTo("orders-admin@example.org"));
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(2);
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default)));
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(2, (await host.DomainAsync(id, "orders")).Attempt);
    }

    [Theory]
    [InlineData("resolve", ErasureState.Completed)]
    [InlineData("cancel", ErasureState.Canceled)]
    [InlineData("close", ErasureState.Failed)]
    public async Task A_domain_whose_orchestration_is_terminated_can_be_settled_otherwise(string command, ErasureState end)
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "by hand", default);
        await host.Engine.Engine.WhenIdleAsync();

        await host.CommandAsync(e => command switch
        {
            "resolve" => e.ResolveAsync(id, "orders", ErasureHost.Decision(), default),
            "cancel" => e.CancelAsync(id, ErasureHost.Decision(), default),
            _ => e.CloseAsync(id, ErasureHost.Decision(), default),
        });

        Assert.Equal(end, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task An_erasure_that_is_terminated_is_finished_by_the_reconciler()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync(id, "by hand", default);
        await host.Engine.Engine.WhenIdleAsync();

        await host.Reconciler.RunOnceAsync(default);
        await host.Reconciler.RunOnceAsync(default);

        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Canceled, true), (report.Erasure.State, report.IsFinal));
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(
            ["received", "started", "orders/domain-submitted", "project/domain-erased", "terminated", "orders/domain-canceled", "canceled", "identifiers-destroyed"],
            await host.LedgerAsync(id));
        Assert.Contains("Your request to erase your data was canceled", host.Mail.SubjectsTo(ErasureHost.Requester));
        Assert.Null(await host.Erasures.RevealSubjectAsync(id, "orders", ErasureHost.Decision(), default));
        Assert.NotEqual(id, await host.RunAsync());
    }

    [Fact]
    public async Task An_erasure_whose_orchestration_is_gone_begins_again_from_the_records()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(3) ? new Outcome.Pending() : new Outcome.Erased(5);
        string id = await host.RunAsync();
        await VanishAsync(host, id);

        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
        Assert.DoesNotContain("Your request to erase your data was canceled", host.Mail.SubjectsTo(ErasureHost.Requester));
        await host.RunToDayAsync(4);
        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Completed, true), (report.Erasure.State, report.IsFinal));
        Assert.Equal((1, 1), (host.Domains["project"].Submissions, host.Domains["orders"].Submissions));
        Assert.Single(await host.LedgerAsync(id), "restarted");
    }

    [Fact]
    public async Task Where_many_orchestrations_are_gone_none_is_touched_before_a_human_has_looked()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("project", "orders");
        await using ErasureHost host = await ErasureHost.StartAsync(configuration with { Operations = configuration.Operations with { MostMissing = 2 } });
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2"), await host.RunAsync("user-3")];
        foreach (string id in ids)
        {
            await VanishAsync(host, id);
        }

        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();

        foreach (string id in ids)
        {
            Assert.Null(await host.Engine.Client.FindAsync(id, default));
            Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
            Assert.NotNull(await host.Erasures.RevealSubjectAsync(id, "orders", ErasureHost.Decision(), default));
        }

        Assert.Contains(host.Logs.Lines, line => line.Contains("3 of 3 open erasures have no workflow, or lack a domain's", StringComparison.Ordinal));
        Assert.DoesNotContain("Your request to erase your data was canceled", host.Mail.SubjectsTo(ErasureHost.Requester));
    }

    [Fact]
    public async Task Retention_keeps_what_has_failed_and_is_still_owed()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnRelease = () => throw new InvalidOperationException("defect");
        string owed = await host.RunAsync("user-1");
        await host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(owed, default))!.Status());
        host.Domains["orders"].OnRelease = () => { };
        string over = await host.RunAsync("user-2");
        Assert.NotNull((await host.ViewAsync(over)).Erasure.IdentifiersDestroyedAt);
        await host.RunForAsync(host.Configuration.Operations.KeepHistories + TimeSpan.FromDays(1));

        await host.Reconciler.RetireAsync(default);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(owed, default))?.Status());
        Assert.Null(await host.Engine.Client.FindAsync(over, default));
        Assert.Null(await host.Engine.Client.FindAsync($"{over}:orders", default));
    }

    [Fact]
    public async Task An_orchestration_that_fails_begins_again_from_the_records()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnRelease = () => throw new InvalidOperationException("defect");
        string id = await host.RunAsync();
        await host.RunForAsync(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(id, default))!.Status());
        Assert.Null((await host.ViewAsync(id)).Erasure.IdentifiersDestroyedAt);

        host.Domains["orders"].OnRelease = () => { };
        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.Completed, view.Erasure.State);
        Assert.NotNull(view.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(1, host.Domains["project"].Submissions);
        Assert.Contains("restarted", await host.LedgerAsync(id));
        Assert.Equal(3, host.Mail.Mails.Count);
    }

    [Fact]
    public async Task An_orchestration_that_fails_while_its_domains_are_at_work_begins_again_where_they_were()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders", "crm", "invoices");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(12) ? new Outcome.Pending() : new Outcome.Erased(5);
        host.Domains["crm"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Withheld("tax law", host.Start.AddDays(20));
        string id = await host.RunAsync();
        host.Records.Refuses = key => key.Partition.StartsWith("erasures/", StringComparison.Ordinal);

        // Nobody is told that it was accepted, since it isn't written down.
        await Assert.ThrowsAsync<IOException>(() => host.CommandAsync(e => e.ExtendAsync(id, ErasureHost.Decision(), default)));
        await host.RunToDayAsync(5);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(id, default))!.Status());

        host.Records.Refuses = _ => false;
        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();
        await host.Reconciler.RunOnceAsync(default);

        ErasureView view = await host.ViewAsync(id);
        Assert.Equal(ErasureState.ActionRequired, view.Erasure.State);
        Assert.Equal([DomainState.Erased, DomainState.Submitted, DomainState.Failed, DomainState.Withheld], view.Domains.Select(domain => domain.State));
        Assert.Equal((1, 1, 1), (host.Domains["orders"].Submissions, host.Domains["crm"].Submissions, host.Domains["invoices"].Submissions));
        Assert.Single((await host.LedgerAsync(id)), "restarted");
        host.Domains["invoices"].OnSubmit = _ => new Outcome.Erased(1);
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.ResolveAsync(id, "crm", ErasureHost.Decision(), default)));
        await host.RunToDayAsync(21);
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(1, host.Domains["orders"].Submissions);
    }

    [Theory]
    [InlineData("retry", 2)]
    [InlineData("resolve", 1)]
    public async Task A_command_that_came_while_the_records_were_away_is_handled_when_its_orchestration_begins_again(string command, int submissions)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        host.Records.Refuses = key => key.Sort.Contains("officer-stuck", StringComparison.Ordinal);
        string id = await host.RunAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(2);
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => command == "retry"
            ? e.RetryAsync(id, "orders", ErasureHost.Decision(), default)
            : e.ResolveAsync(id, "orders", ErasureHost.Decision(), default)));
        await host.RunForAsync(TimeSpan.FromHours(3));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(id, default))!.Status());
        Assert.Equal(1, host.Domains["orders"].Submissions);

        host.Records.Refuses = _ => false;
        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal((ErasureState.Completed, submissions), ((await host.ViewAsync(id)).Erasure.State, host.Domains["orders"].Submissions));
        Assert.DoesNotContain("\"asked\"", host.Records.Written.Last(written => written.Contains($" {id} ", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_canceled_stays_so_when_its_orchestration_begins_again()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        host.Records.Refuses = key => key.Partition.StartsWith("progress/", StringComparison.Ordinal);
        await host.CommandAsync(e => e.CancelAsync(id, ErasureHost.Decision(), default));
        await host.RunForAsync(TimeSpan.FromHours(3));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Engine.Client.FindAsync(id, default))!.Status());
        int asked = host.Domains["orders"].Asked.Count;

        host.Records.Refuses = _ => false;
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromHours(3));

        Assert.Equal(ErasureState.Canceled, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal(asked, host.Domains["orders"].Asked.Count);
    }

    [Fact]
    public async Task One_erasure_that_cant_be_helped_doesnt_keep_others_from_being()
    {
        await using ErasureHost host = await PendingAsync();
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2"), await host.RunAsync("user-3")];
        foreach (string id in ids)
        {
            await host.Engine.Client.TryTerminateAsync(id, "by hand", default);
        }

        await host.Engine.Engine.WhenIdleAsync();
        host.Records.Refuses = key => key.Sort == ids[1];
        await host.Reconciler.RunOnceAsync(default);

        List<ErasureState> states = [];
        foreach (string id in ids)
        {
            states.Add((await host.ViewAsync(id)).Erasure.State);
        }

        Assert.Equal([ErasureState.Canceled, ErasureState.Running, ErasureState.Canceled], states);
    }

    [Fact]
    public async Task A_host_that_stops_every_day_loses_nothing()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(12) ? new Outcome.Pending() : new Outcome.Erased(5);
        string id = await host.RunAsync();

        for (int day = 1; day <= 13; day++)
        {
            await host.RestartAsync();
            await host.Reconciler.RunOnceAsync(default);
            await host.RunToDayAsync(day);
        }

        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Completed, new Outcome.Erased(5)), (report.Erasure.State, report.Domains[1].Progress.Outcome));
        Assert.Equal(
            ["received", "started", "orders/domain-submitted", "project/domain-erased", "orders/domain-erased", "completed", "identifiers-destroyed"],
            await host.LedgerAsync(id));
    }

    [Fact]
    public async Task A_domain_that_left_the_configuration_has_failed()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].IsConfigured = false;
        string id = await host.RunAsync();
        Assert.Equal(new Outcome.Failed("domain-not-configured", Retryable: false), (await host.DomainAsync(id, "orders")).Outcome);
    }

    /// <summary>As after the loss of a task hub: the engine has never heard of it.</summary>
    private static async Task VanishAsync(ErasureHost host, string id)
    {
        await host.Engine.Client.TryTerminateAsync(id, "the hub is lost", default);
        await host.Engine.Engine.WhenIdleAsync();
        Assert.NotEqual(0, await host.Engine.Client.TryPurgeAsync(id, default));
    }

    private static async Task<ErasureHost> PendingAsync()
    {
        ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        return host;
    }
}
