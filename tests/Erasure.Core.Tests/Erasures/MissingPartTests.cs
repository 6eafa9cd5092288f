using Erasure.Core.Configuration;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Parts;
using Erasure.Core.Ledger;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Erasures;

/// <summary>A domain's part whose orchestration is gone while the erasure's own lives.</summary>
public sealed class MissingPartTests
{
    [Fact]
    public async Task It_begins_again_from_the_records()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(3) ? new Outcome.Pending() : new Outcome.Erased(5);
        string id = await host.RunAsync();
        await VanishAsync(host, id);

        await WatchAsync(host);
        await WatchAsync(host);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Engine.Client.FindAsync($"{id}:orders", default))?.Status());
        await host.RunToDayAsync(4);
        ErasureReport report = await host.ReportAsync(id);
        Assert.Equal((ErasureState.Completed, true), (report.Erasure.State, report.IsFinal));
        Assert.Equal((1, 1), (host.Domains["project"].Submissions, host.Domains["orders"].Submissions));
        Assert.Single(await host.LedgerAsync(id), "orders/restarted");
        Assert.Contains(host.Logs.Lines, line => line.Contains("Workflow of domain orders", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_has_failed_waits_for_a_human_again()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();
        await VanishAsync(host, id);

        await WatchAsync(host);

        Assert.Equal((DomainState.Failed, 1), ((await host.DomainAsync(id, "orders")).State, host.Domains["orders"].Submissions));
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(2);
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default)));
        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task A_cancel_that_found_nobody_is_made_up_for()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await VanishAsync(host, id);
        await host.CommandAsync(e => e.CancelAsync(id, ErasureHost.Decision(), default));
        Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);

        await host.RunForAsync(TimeSpan.FromMinutes(3));
        await WatchAsync(host);

        Assert.Equal(ErasureState.Canceled, (await host.ViewAsync(id)).Erasure.State);
    }

    [Fact]
    public async Task A_retry_that_found_nobody_is_made_up_for()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Erased(2);
        Assert.True(host.Engine.Vanish($"{id}:orders"));
        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default)));
        Assert.Equal(ErasureState.ActionRequired, (await host.ViewAsync(id)).Erasure.State);

        await host.RunForAsync(TimeSpan.FromMinutes(3));
        await WatchAsync(host);

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
    }

    /// <summary>Durable Task never ends who has asked for a child that is gone.</summary>
    [Fact]
    public async Task The_instance_of_an_erasure_that_lost_a_part_is_forgotten_like_others()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => new Outcome.Erased(5);
        string id = await host.RunAsync();
        await VanishAsync(host, id);
        await WatchAsync(host);
        await host.RunToDayAsync(1);
        Assert.NotNull((await host.ViewAsync(id)).Erasure.IdentifiersDestroyedAt);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Engine.Client.FindAsync(id, default))!.RuntimeStatus);
        await host.RunForAsync(host.Configuration.Operations.KeepHistories);

        await host.Reconciler.RetireAsync(default);

        Assert.Null(await host.Engine.Client.FindAsync(id, default));
    }

    [Fact]
    public async Task Told_twice_it_begins_again_once()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await VanishAsync(host, id);
        DomainStatusEvent gone = new("orders", DomainState.Submitted, 1, Outcome: null, GoneAt: host.Time.GetUtcNow());

        await host.Engine.Client.TryRaiseEventAsync(id, DomainStatusEvent.EventName, gone, default);
        await host.Engine.Client.TryRaiseEventAsync(id, DomainStatusEvent.EventName, gone, default);
        await host.Engine.Engine.WhenIdleAsync();

        Assert.Single(await host.LedgerAsync(id), "orders/restarted");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Engine.Client.FindAsync($"{id}:orders", default))?.Status());
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await host.Engine.Client.FindAsync(id, default))?.Status());
    }

    [Fact]
    public async Task Where_many_are_gone_none_is_touched_before_a_human_has_looked()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("project", "orders");
        await using ErasureHost host = await ErasureHost.StartAsync(configuration with { Operations = configuration.Operations with { MostMissing = 1 } });
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2")];
        foreach (string id in ids)
        {
            await VanishAsync(host, id);
        }

        await WatchAsync(host);

        foreach (string id in ids)
        {
            Assert.Null(await host.Engine.Client.FindAsync($"{id}:orders", default));
            Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
        }

        Assert.Contains(host.Logs.Lines, line => line.Contains("2 of 2 open erasures have no workflow, or lack a domain's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_was_terminated_and_purged_waits_for_a_human()
    {
        await using ErasureHost host = await PendingAsync();
        string id = await host.RunAsync();
        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "by hand", default);
        await host.Engine.Engine.WhenIdleAsync();
        Assert.Equal(1, await host.Engine.Client.TryPurgeAsync($"{id}:orders", default));

        await host.RunForAsync(TimeSpan.FromMinutes(3));
        await WatchAsync(host);

        Assert.Equal(new Outcome.Failed("workflow-ended", Retryable: false), (await host.DomainAsync(id, "orders")).Outcome);
        Assert.DoesNotContain("orders/restarted", await host.LedgerAsync(id));
    }

    /// <summary>Whoever missed it looked before it was begun, or the decision to begin it was on disk.</summary>
    [Fact]
    public async Task One_that_lives_when_it_is_said_to_be_gone_goes_on()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(1) ? new Outcome.Pending() : new Outcome.Erased(5);
        string id = await host.RunAsync();
        DomainStatusEvent gone = new("orders", DomainState.Waiting, 0, Outcome: null, GoneAt: host.Time.GetUtcNow().AddSeconds(1));

        await host.Engine.Client.TryRaiseEventAsync(id, DomainStatusEvent.EventName, gone, default);
        await host.RunForAsync(TimeSpan.FromMinutes(3));
        await WatchAsync(host);
        Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
        await host.RunToDayAsync(2);

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        AssertQuiet(host, await host.LedgerAsync(id));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Engine.Client.FindAsync(id, default))!.RuntimeStatus);
    }

    /// <summary>Where the hub's storage is a queue, a part shows itself only once its turn has come.</summary>
    [Fact]
    public async Task One_that_has_asked_nothing_since_it_was_begun_may_be_waiting_for_its_turn()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnSubmit = _ => new Outcome.Failed("http-400", Retryable: false);
        string id = await host.RunAsync();
        await VanishAsync(host, id);
        await WatchAsync(host);
        Assert.True(host.Engine.Vanish($"{id}:orders"));

        await host.RunForAsync(TimeSpan.FromHours(1));
        await WatchAsync(host);
        Assert.Null(await host.Engine.Client.FindAsync($"{id}:orders", default));
        await host.RunForAsync(TimeSpan.FromHours(2));
        await WatchAsync(host);

        Assert.NotNull(await host.Engine.Client.FindAsync($"{id}:orders", default));
        Assert.Equal(2, (await host.LedgerAsync(id)).Count(entry => entry == "orders/restarted"));
    }

    [Fact]
    public async Task Nobody_misses_the_parts_of_an_orchestration_that_has_begun_none()
    {
        ErasureConfiguration configuration = ErasureHost.Configure("project", "orders");
        await using ErasureHost host = await ErasureHost.StartAsync(configuration with { Operations = configuration.Operations with { MostMissing = 1 } });
        host.Records.Refuses = key => key.Sort.Contains(LedgerEvents.Started, StringComparison.Ordinal);
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2")];
        await host.RunForAsync(TimeSpan.FromSeconds(455));
        Assert.Equal(ErasureState.Running, (await host.ViewAsync(ids[0])).Erasure.State);

        await WatchAsync(host);
        host.Records.Refuses = _ => false;
        await host.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains("have no workflow", StringComparison.Ordinal));
        foreach (string id in ids)
        {
            Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
            AssertQuiet(host, await host.LedgerAsync(id));
        }
    }

    [Fact]
    public async Task An_end_of_which_no_event_came_is_read_from_the_records()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => new Outcome.Erased(5);
        string id = await host.RunAsync();
        DomainTask task = await TaskAsync(host, id);
        Assert.True(host.Engine.Vanish($"{id}:orders"));
        await BeginForNobodyAsync(host, task with { State = DomainState.Submitted, AskAt = host.Time.GetUtcNow() });
        Assert.Equal((DomainState.Erased, ErasureState.Running), ((await host.DomainAsync(id, "orders")).State, (await host.ViewAsync(id)).Erasure.State));

        await host.RunForAsync(TimeSpan.FromMinutes(3));
        await WatchAsync(host);

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        AssertQuiet(host, await host.LedgerAsync(id));
    }

    /// <summary>Somebody restarts what he has terminated, and then has the domain try again.</summary>
    [Fact]
    public async Task One_that_is_begun_beside_another_of_its_id_fails_nothing()
    {
        await using ErasureHost host = await PendingAsync();
        host.Domains["orders"].OnCheck = _ => new Outcome.Erased(5);
        string id = await host.RunAsync();
        DomainTask task = await TaskAsync(host, id);
        await host.Engine.Client.TryTerminateAsync($"{id}:orders", "by hand", default);
        await host.Engine.Engine.WhenIdleAsync();
        await BeginForNobodyAsync(host, task with { AskAt = host.Time.GetUtcNow().AddHours(1) });

        Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.RetryAsync(id, "orders", ErasureHost.Decision(), default)));
        Assert.NotEqual(ErasureState.ActionRequired, (await host.ViewAsync(id)).Erasure.State);
        await host.RunToDayAsync(2);
        await WatchAsync(host);

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Single(await host.LedgerAsync(id), "orders/domain-failed");
    }

    private static void AssertQuiet(ErasureHost host, string[] ledger)
    {
        Assert.DoesNotContain("orders/restarted", ledger);
        Assert.DoesNotContain("orders/domain-failed", ledger);
        Assert.Empty(host.Mail.SubjectsTo("orders-admin@example.org"));
    }

    private static async Task<DomainTask> TaskAsync(ErasureHost host, string id) =>
        DurableDataConverter.Instance.Deserialize<DomainTask>((await host.Engine.Client.FindAsync($"{id}:orders", default))!.SerializedInput)!;

    private static async Task BeginForNobodyAsync(ErasureHost host, DomainTask task)
    {
        Assert.True(await host.Engine.Client.TryScheduleAsync(nameof(EraseInDomain), DomainCommand.InstanceIdOf(task.ErasureId, task.Domain), task, default));
        await host.Engine.Engine.WhenIdleAsync();
    }

    private static async Task<ErasureHost> PendingAsync()
    {
        ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        return host;
    }

    private static async Task VanishAsync(ErasureHost host, string id)
    {
        Assert.True(host.Engine.Vanish($"{id}:orders"));
        await host.RunForAsync(TimeSpan.FromMinutes(3));
    }

    private static async Task WatchAsync(ErasureHost host)
    {
        await host.Reconciler.WatchErasuresAsync(default);
        await host.Engine.Engine.WhenIdleAsync();
    }
}
