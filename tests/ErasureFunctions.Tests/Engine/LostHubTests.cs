using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Tests.Erasures;
using Erasure.Tests.Shared.Engine;

namespace ErasureFunctions.Tests.Engine;

/// <summary>An app that finds another task hub than the one it left: lost, restored from before, or named otherwise.</summary>
public sealed class LostHubTests
{
    [Fact]
    public async Task Open_erasures_begin_again_from_the_records_and_none_is_canceled()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        host.Domains["orders"].OnCheck = _ => host.Time.GetUtcNow() < host.Start.AddDays(3) ? new Outcome.Pending() : new Outcome.Erased(5);
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2")];

        EngineHost.LoseHub(host.Folder);
        await host.RestartAsync();
        Assert.Null(await host.Engine.Client.FindAsync(ids[0], default));
        await host.Reconciler.RunOnceAsync(default);
        await host.RunToDayAsync(4);

        foreach (string id in ids)
        {
            ErasureReport report = await host.ReportAsync(id);
            Assert.Equal((ErasureState.Completed, new Outcome.Erased(5)), (report.Erasure.State, report.Domains[1].Progress.Outcome));
            Assert.Single(await host.LedgerAsync(id), "restarted");
        }

        Assert.Equal((2, 2), (host.Domains["project"].Submissions, host.Domains["orders"].Submissions));
        Assert.DoesNotContain("Your request to erase your data was canceled", host.Mail.SubjectsTo(ErasureHost.Requester));
    }

    [Fact]
    public async Task Where_more_than_a_few_are_missing_nothing_is_touched_until_a_human_has_looked()
    {
        var configuration = ErasureHost.Configure("orders");
        await using ErasureHost host = await ErasureHost.StartAsync(configuration with { Operations = configuration.Operations with { MostMissing = 1 } });
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        string[] ids = [await host.RunAsync("user-1"), await host.RunAsync("user-2")];

        EngineHost.LoseHub(host.Folder);
        await host.RestartAsync();
        await host.Reconciler.RunOnceAsync(default);
        await host.RunToDayAsync(1);

        foreach (string id in ids)
        {
            Assert.Null(await host.Engine.Client.FindAsync(id, default));
            Assert.Equal(ErasureState.Running, (await host.ViewAsync(id)).Erasure.State);
        }
    }
}
