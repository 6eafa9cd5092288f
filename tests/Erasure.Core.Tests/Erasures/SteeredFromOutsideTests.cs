using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Workflows;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Erasures;

/// <summary>What is done to workflows through the engine's management, past the API.</summary>
public sealed class SteeredFromOutsideTests
{
    [Fact]
    public async Task What_was_terminated_stays_canceled_though_it_is_purged_before_anybody_looks()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync(id, "ops", default);
        await host.Engine.Services.GetRequiredService<RaisedEvents>().NoteTerminatedAsync(id, "ops", default);
        await host.Engine.Services.GetRequiredService<RaisedEvents>().NoteTerminatedAsync("no-erasure", "ops", default);
        Assert.True(host.Engine.Vanish(id));
        host.Engine.Vanish($"{id}:orders");

        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal((ErasureState.Canceled, 1), ((await host.ViewAsync(id)).Erasure.State, host.Domains["orders"].Submissions));
        Assert.Contains("cancel-requested", await host.LedgerAsync(id));
    }

    [Fact]
    public async Task A_workflow_that_is_restarted_under_another_id_does_nothing()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        string[] before = await host.LedgerAsync(id);
        DomainTask part = new() { ErasureId = id, Domain = "orders", Deadline = host.Start.AddDays(30), Since = host.Start, AskAt = host.Start, Terms = new DomainTerms { Interval = TimeSpan.FromMinutes(5), Backoff = 1, MaxInterval = TimeSpan.FromHours(1), SubmissionAttempts = 1, SubmissionRetry = TimeSpan.FromMinutes(1), Reminders = [], FailedReminder = TimeSpan.FromDays(7) } };

        await host.Engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseSubject), new EraseSubjectInput(id));
        await host.Engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseInDomain), part);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal((1, 0), (host.Domains["orders"].Submissions, host.Domains["orders"].Checks));
        Assert.Equal(before, await host.LedgerAsync(id));
        Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task The_deadline_of_one_that_is_suspended_passes_with_a_word()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.SuspendInstanceAsync(id, "ops");
        await host.Engine.Engine.WhenIdleAsync();
        await host.Reconciler.RunOnceAsync(default);
        Assert.Contains(host.Logs.Lines, line => line.Contains("is suspended", StringComparison.Ordinal));
        Assert.Empty(host.Mail.SubjectsTo("officer@example.org"));

        await host.RunToDayAsync(40);
        await host.Reconciler.RunOnceAsync(default);
        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Client.ResumeInstanceAsync(id, "ops");
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Single(await host.LedgerAsync(id), "deadline-passed");
        Assert.Single(host.Mail.SubjectsTo("officer@example.org"), subject => subject.Contains("overdue", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A clock that is set back files erasures in a month of which all were over.</summary>
    [Fact]
    public async Task A_month_that_was_settled_is_looked_through_again_once_something_is_filed_in_it()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        ErasureStore erasures = host.Engine.Services.GetRequiredService<ErasureStore>();
        string id = ErasureId.New(host.Time);
        await erasures.OpenMonthOfAsync(id, default);
        await erasures.SettleMonthAsync(ErasureId.MonthOf(id), default);
        Assert.Empty(await erasures.UnsettledMonthsAsync(default).ToListAsync());

        await erasures.OpenMonthOfAsync(ErasureId.New(host.Time), default);

        Assert.Equal([ErasureId.MonthOf(id)], await erasures.UnsettledMonthsAsync(default).ToListAsync());
    }

    private static async Task<ErasureHost> PendingAsync()
    {
        ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        return host;
    }
}
