using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Workflows;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Erasures;

/// <summary>A domain's part whose workflow is gone while the erasure's own lives.</summary>
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
        DomainNews gone = new("orders", DomainState.Submitted, 1, Outcome: null, GoneAt: host.Time.GetUtcNow());

        await host.Engine.Client.TryRaiseEventAsync(id, DomainNews.EventName, gone, default);
        await host.Engine.Client.TryRaiseEventAsync(id, DomainNews.EventName, gone, default);
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
