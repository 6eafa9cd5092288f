using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Core.Erasures.Parts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Erasures;

/// <summary>What is done to orchestrations through the engine's management, past the API.</summary>
public sealed class SteeredFromOutsideTests
{
    private static readonly DomainTerms Terms = new()
    {
        Interval = TimeSpan.FromMinutes(5),
        Backoff = 1,
        MaxInterval = TimeSpan.FromHours(1),
        SubmissionAttempts = 1,
        SubmissionRetry = TimeSpan.FromMinutes(1),
        Reminders = [],
        FailedReminder = TimeSpan.FromDays(7),
    };

    [Fact]
    public async Task What_was_terminated_stays_canceled_though_it_is_purged_before_anybody_looks()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync(id, "ops", default);
        await host.Engine.Services.GetRequiredService<IRaisedEvents>().NoteTerminatedAsync(id, "ops", default);
        await host.Engine.Services.GetRequiredService<IRaisedEvents>().NoteTerminatedAsync("no-erasure", "ops", default);
        Assert.True(host.Engine.Vanish(id));
        host.Engine.Vanish($"{id}:orders");

        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal((ErasureState.Canceled, 1), ((await host.ViewAsync(id)).Erasure.State, host.Domains["orders"].Submissions));
        Assert.Contains("cancel-requested", await host.LedgerAsync(id));
    }

    [Fact]
    public async Task An_orchestration_that_is_restarted_under_another_id_does_nothing()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        string[] before = await host.LedgerAsync(id);

        await host.Engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseSubject), new EraseSubjectInput(id));
        await host.Engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseInDomain), PartOf(host, id));
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

    [Fact]
    public async Task A_part_that_is_begun_again_by_hand_hears_what_humans_ask()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await BeginAgainAsync(host, new Outcome.Failed("no", Retryable: false));
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(2);

        await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default));
        await host.RunForAsync(TimeSpan.FromHours(1));
        await host.Reconciler.RunOnceAsync(default);
        await host.Engine.Engine.WhenIdleAsync();

        DomainProgress retried = await host.DomainAsync(id, "orders");
        Assert.Equal((ErasureState.Completed, DomainState.Erased, 2), ((await host.ViewAsync(id)).Erasure.State, retried.State, retried.Attempt));
    }

    [Fact]
    public async Task A_part_that_is_begun_again_by_hand_asks_nobody_once_its_erasure_is_canceled()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await BeginAgainAsync(host, new Outcome.Failed("busy", Retryable: true));
        int asked = host.Domains["orders"].Submissions;

        await host.CommandAsync(e => e.CancelAsync(id, ErasureHost.Decision(), default));
        await host.RunForAsync(TimeSpan.FromDays(2));

        Assert.Equal((ErasureState.Canceled, DomainState.Canceled, asked), ((await host.ViewAsync(id)).Erasure.State, (await host.DomainAsync(id, "orders")).State, host.Domains["orders"].Submissions));
    }

    [Fact]
    public async Task A_part_of_an_erasure_that_is_over_changes_nothing_when_it_is_begun_again_by_hand()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        string id = await host.RunAsync();
        string[] before = await host.LedgerAsync(id);

        await BeginByHandAsync(host, id);
        await host.RunForAsync(TimeSpan.FromDays(20));

        Assert.Equal((1, DomainState.Erased), (host.Domains["orders"].Submissions, (await host.DomainAsync(id, "orders")).State));
        Assert.Equal(before, await host.LedgerAsync(id));
        Assert.Empty(host.Mail.SubjectsTo("orders-admin@example.org"));
        Assert.True((await host.Engine.Client.FindAsync($"{id}:orders", default))?.IsCompleted);
    }

    [Fact]
    public async Task A_part_that_is_begun_again_by_hand_at_an_attempt_that_is_past_undoes_nothing()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        host.Domains["project"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnSubmit = erasure => erasure.Attempt == 1 ? new Outcome.Failed("no", Retryable: false) : new Outcome.Erased(1);
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "ops", default);
        await host.Engine.Engine.WhenIdleAsync();
        await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default));
        DomainProgress before = await host.DomainAsync(id, "orders");

        await BeginByHandAsync(host, id);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Equal((DomainState.Erased, 2, 2), (before.State, before.Attempt, host.Domains["orders"].Submissions));
        Assert.Equal(before, await host.DomainAsync(id, "orders"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_is_begun_again_by_hand_undoes_no_end_of_its_own_attempt(bool isResolved)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders", "project");
        host.Domains["project"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnSubmit = _ => isResolved ? new Outcome.Failed("no", Retryable: false) : new Outcome.Erased(1);
        string id = await host.RunAsync();
        if (isResolved)
        {
            await host.CommandAsync(e => e.ResolveAsync(id, "orders", ErasureHost.Decision(), default));
        }

        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("forgotten", Retryable: false);
        DomainProgress before = await host.DomainAsync(id, "orders");
        await BeginByHandAsync(host, id);
        await host.Engine.Engine.WhenIdleAsync();
        host.Domains["project"].OnCheck = _ => new Outcome.Erased(1);
        await host.RunForAsync(TimeSpan.FromDays(1));

        Assert.Equal((ErasureState.Completed, 1), ((await host.ViewAsync(id)).Erasure.State, host.Domains["orders"].Submissions));
        Assert.Equal(before, await host.DomainAsync(id, "orders"));
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

    /// <summary>As restarting does, with the input that the part had at first.</summary>
    private static Task<string> BeginByHandAsync(ErasureHost host, string id) =>
        host.Engine.Client.ScheduleNewOrchestrationInstanceAsync(nameof(EraseInDomain), PartOf(host, id), new StartOrchestrationOptions($"{id}:orders"));

    private static DomainTask PartOf(ErasureHost host, string id) =>
        new() { ErasureId = id, Domain = "orders", Deadline = host.Start.AddDays(30), Since = host.Start, AskAt = host.Start, Terms = Terms };

    /// <summary>An erasure whose part was ended by hand and begun again, and then hears this of its domain.</summary>
    private static async Task<string> BeginAgainAsync(ErasureHost host, Outcome then)
    {
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "ops", default);
        await host.Engine.Engine.WhenIdleAsync();
        host.Domains["orders"].OnSubmit = _ => then;
        await BeginByHandAsync(host, id);
        await host.Engine.Engine.WhenIdleAsync();
        return id;
    }

    private static async Task<ErasureHost> PendingAsync()
    {
        ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        return host;
    }
}
