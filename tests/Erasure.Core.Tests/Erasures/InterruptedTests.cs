using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Records;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Erasures;

/// <summary>The store goes away at each write in turn, before or after it is done: the end is the same.</summary>
public sealed class InterruptedTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_failed_write_changes_nothing_about_the_end(bool afterwards, bool isRepeated)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        int write = 0;
        do
        {
            write++;
            string reference = $"interrupted at {write}";
            IntakeRequest request = ErasureHost.Request($"user-interrupted-{write}") with { Reference = reference };
            host.Records.FailAt(write, afterwards);
            try
            {
                await host.Erasures.ReceiveAsync(request, default);
            }
            catch (IOException)
            {
                if (isRepeated)
                {
                    await host.ReceiveAsync(request);
                }
            }

            await host.RunForAsync(TimeSpan.FromHours(1));
            await ReconcileAsync(host);
            if (await FindAsync(host, reference) is null)
            {
                Assert.False(isRepeated);
                await AssertNothingIsLeftAsync(host, "ledger");
                await host.ReceiveAsync(request);
                await ReconcileAsync(host);
            }

            ErasureRecord erasure = Assert.IsType<ErasureRecord>(await FindAsync(host, reference));
            Assert.Equal(ErasureState.Completed, erasure.State);
            Assert.NotNull(erasure.IdentifiersDestroyedAt);
            Assert.Equal(
                ["completed", "identifiers-destroyed", "orders/domain-erased", "project/domain-erased", "received", "started"],
                (await host.LedgerAsync(erasure.Id)).Order(StringComparer.Ordinal));
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Engine.Client.FindAsync(erasure.Id, default))!.Status());
            Assert.Equal(2, (await host.ReportAsync(erasure.Id)).Mails["requester-received"] + (await host.ReportAsync(erasure.Id)).Mails["requester-completed"]);
            Assert.Equal(2 * write, host.Mail.SubjectsTo(ErasureHost.Requester).Count());
            await AssertNothingIsLeftAsync(host);
        }
        while (host.Records.HasFailed);

        // All of intake, two domains and the end were interrupted.
        Assert.InRange(write, 20, 60);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_write_of_the_reconciler_changes_nothing_about_the_end(bool afterwards)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project", "orders");
        host.Domains["orders"].OnSubmit = _ => new Outcome.Pending();
        int write = 0;
        do
        {
            write++;
            string id = await host.RunAsync($"user-interrupted-{write}");
            await host.Engine.Client.TryTerminateAsync(id, "by hand", default);
            await host.Engine.Engine.WhenIdleAsync();
            host.Records.FailAt(write, afterwards);

            await host.Reconciler.WatchErasuresAsync(default);
            await ReconcileAsync(host);

            ErasureReport report = await host.ReportAsync(id);
            Assert.Equal((ErasureState.Canceled, true), (report.Erasure.State, report.IsFinal));
            Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
            Assert.Equal(report.Erasure.IdentifiersDestroyedAt, (await host.ViewAsync(id)).Erasure.IdentifiersDestroyedAt);
            Assert.Equal(report.Timeline.Select(entry => entry.Event), (await host.ViewAsync(id)).Timeline.Select(entry => entry.Event));
            await AssertNothingIsLeftAsync(host);
        }
        while (host.Records.HasFailed);

        Assert.InRange(write, 10, 60);
    }

    private static async Task ReconcileAsync(ErasureHost host)
    {
        await host.Reconciler.RunOnceAsync(default);
        await host.RunForAsync(TimeSpan.FromMinutes(5));
    }

    private static async Task<ErasureRecord?> FindAsync(ErasureHost host, string reference) =>
        (await host.Erasures.ListAsync(new ErasureFilter { Reference = reference }, 10, continuation: null, default)).Erasures.SingleOrDefault();

    private static async Task AssertNothingIsLeftAsync(ErasureHost host, string? also = null)
    {
        foreach (RecordKey key in host.Records.Keys.Keys)
        {
            string kind = key.Partition.Split('/')[0];
            if (kind is "vault" or "claim" or "intake" or "outbox" || (kind == also && await host.Erasures.GetAsync(key.Partition.Split('/')[1], default) is null))
            {
                Assert.True(await host.Records.GetAsync(key, default) is null or { Value.IsEmpty: true }, $"{key} is left");
            }
        }
    }
}
