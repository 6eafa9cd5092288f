using Erasure.Core.Alerts;
using Erasure.Core.Alerts.Sources;
using Erasure.Core.Records;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Alerts;

/// <summary>Records on a disk that doesn't answer: whoever reads or writes them stands still, and heeds nobody.</summary>
public sealed class HangingAlertTests : IDisposable
{
    private readonly ManualTimeProvider time = new();
    private readonly StillRecords records = new();
    private readonly ScriptedChannel ops = new("webhook/ops");
    private readonly ScriptedSource disk = new(AlertRule.DiskNearlyFull);

    public void Dispose() => records.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_that_hangs_is_told_and_silences_nothing_for_good(bool readsToo)
    {
        AlertWatch watch = Watches.Of(records, [disk, new RecordAlerts(records, new LocalMasterKey(new byte[LocalMasterKey.Length]), time)], [ops], time);
        await TurnAsync(watch);
        records.Stop(readsToo);
        disk.Findings = [new AlertFinding(AlertRule.DiskNearlyFull, "/health/ready")];
        while (ops.Alerts.IsEmpty)
        {
            await TurnAsync(watch);
        }

        for (int turn = 0; turn < 30; turn++)
        {
            await TurnAsync(watch);
        }

        Assert.Equal(["records-unwritable: Records can't be written"], ops.Subjects);

        // However often it was looked, no more stand still than there are things to look at and to deliver.
        Assert.InRange(records.Standing, 1, 4);

        // Nothing hangs any more: each look and delivery ends by itself, and no time passes meanwhile in which an alert would be told again.
        records.GoOn();
        while (ops.Alerts.Count < 3)
        {
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(
            ["disk-nearly-full: The disk is nearly full", "records-unwritable: Over: Records can't be written", "records-unwritable: Records can't be written"],
            ops.Subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_channel_that_stands_still_keeps_no_other_from_telling()
    {
        using ManualResetEventSlim end = new();
        ScriptedChannel still = new("mail/folder")
        {
            Refuse = _ =>
            {
                end.Wait();
                return null;
            },
        };
        disk.Findings = [new AlertFinding(AlertRule.DiskNearlyFull, "/health/ready")];
        AlertWatch watch = Watches.Of(records, [disk], [still, ops], time);

        while (ops.Alerts.IsEmpty)
        {
            await TurnAsync(watch);
        }

        Assert.Single(ops.Alerts);
        end.Set();
    }

    /// <summary>Looks and delivers; time passes until that has been given up where something hangs.</summary>
    private async Task TurnAsync(AlertWatch watch)
    {
        foreach (Func<CancellationToken, Task> part in new Func<CancellationToken, Task>[] { watch.LookAsync, watch.DeliverAsync })
        {
            Task run = part(default);
            while (!run.IsCompleted)
            {
                // What doesn't hang has its turn before a minute has passed by the clock.
                await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
                time.Advance(TimeSpan.FromSeconds(10));
            }

            await run;
        }
    }

    private sealed class StillRecords : IRecordStore, IDisposable
    {
        private readonly MemoryRecords inner = new();
        private readonly ManualResetEventSlim writes = new(initialState: true);
        private readonly ManualResetEventSlim reads = new(initialState: true);
        private int standing;

        public int Standing => Volatile.Read(ref standing);

        public void Stop(bool readsToo)
        {
            writes.Reset();
            if (readsToo)
            {
                reads.Reset();
            }
        }

        public void GoOn()
        {
            writes.Set();
            reads.Set();
        }

        public void Dispose()
        {
            GoOn();
            writes.Dispose();
            reads.Dispose();
        }

        public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => Past(reads, () => inner.GetAsync(key, cancellationToken));

        public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
            Past(writes, () => inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken));

        public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) =>
            Past(writes, () => inner.TryDeleteAsync(key, expectedVersion, cancellationToken));

        public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default) =>
            Past(reads, () => inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken));

        private T Past<T>(ManualResetEventSlim gate, Func<T> call)
        {
            Interlocked.Increment(ref standing);
            gate.Wait();
            Interlocked.Decrement(ref standing);
            return call();
        }
    }
}
