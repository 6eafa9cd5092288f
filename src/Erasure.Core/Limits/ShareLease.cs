using Erasure.Core.Clocks;
using Erasure.Core.Records;

namespace Erasure.Core.Limits;

/// <summary>A process's share of a domain's limits: leased while the domain is called, renewed in the background, given back when it isn't called any more.</summary>
/// <remarks>
/// What is held is lowered here before it is lowered in the record, and raised after; so what processes use never exceeds what the record says, and
/// that never exceeds the limits. A holder whose renewals fail goes on until its lease ends, and has nothing then; calls still under way are ended.
/// Leases are judged by each process's own clock, as <see cref="Locks.LeaseLocks"/> does.
/// </remarks>
internal sealed class ShareLease(
    RecordKey key, string holder, LimitsConfiguration limits, Func<ShareUse> use, Action changed, IRecordStore records, TimeProvider time, ShareOptions options) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Dictionary<string, (long Beat, long At)> seen = new(StringComparer.Ordinal);
    private (DateTimeOffset From, TimeSpan Until) rest;
    private CancellationTokenSource? lost;
    private DomainShare share = DomainShare.None;
    private long renewedAt;
    private long beat;
    private bool isWanted;
    private Task? joining;
    private Task keeping = Task.CompletedTask;

    /// <summary>What the process has now.</summary>
    public DomainShare Share => Volatile.Read(ref share) is var now && Left() > TimeSpan.Zero ? now : DomainShare.None;

    /// <summary>The domain is to be called: where nothing is held, waits until it is known whether there is something.</summary>
    public Task HoldAsync()
    {
        lock (gate)
        {
            isWanted = true;
            if (joining is null && !ending.IsCancellationRequested)
            {
                TaskCompletionSource joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
                joining = joined.Task;

                // What keeps the share is no part of the call that happened to need it first.
                using AsyncFlowControl none = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
                keeping = KeepAsync(joined);
            }

            return joining ?? Task.CompletedTask;
        }
    }

    /// <summary>Gives the share back; where the records can't be reached, others have it when its lease ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        lost?.Dispose();
        ending.Dispose();
    }

    private async Task KeepAsync(TaskCompletionSource joined)
    {
        TimeSpan? wait;
        do
        {
            wait = await TryRenewAsync();
            joined.TrySetResult();
            if (wait is { } pause)
            {
                await Task.Delay(pause, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (wait is not null || !TryRest());
    }

    /// <returns>False where somebody has come meanwhile.</returns>
    private bool TryRest()
    {
        lock (gate)
        {
            if (isWanted && !ending.IsCancellationRequested)
            {
                return false;
            }

            joining = null;
            return true;
        }
    }

    /// <returns>How long until the next time; null where the share was given back.</returns>
    private async Task<TimeSpan?> TryRenewAsync()
    {
        try
        {
            return await RenewAsync();
        }
        catch (Exception)
        {
            // The records will say later. What is held is held until its lease ends.
            lock (gate)
            {
                isWanted = true;
            }

            return ending.IsCancellationRequested ? null : options.Look;
        }
    }

    private async Task<TimeSpan?> RenewAsync()
    {
        bool isRenewal = time.GetElapsedTime(renewedAt) >= options.Renewal;
        bool wanted = IsWanted(isRenewal);
        while (true)
        {
            StoredRecord? stored = await records.GetAsync(key, CancellationToken.None);
            DateTimeOffset now = time.GetUtcNow();
            ShareTable before = Rested(stored?.Read<ShareTable>() ?? ShareTable.Empty, now);
            ShareTable alive = before.Without(DeadOf(before), limits, now);
            bool leaves = Lower(wanted, alive, now, out ShareUse used, out int calls, out int units);
            ShareTable after = leaves ? alive.Leave(holder, limits, used, now) : alive.Renew(holder, ++beat, limits, calls, units, used, now);
            ShareHolder? mine = after.Find(holder);
            if (!isRenewal && ReferenceEquals(alive, before) && Same(mine, before.Find(holder)))
            {
                return WaitFor(mine!, calls, units);
            }

            long asked = time.GetTimestamp();
            if ((leaves && before.Find(holder) is null) || await records.TryPutAsync(key, JsonRecords.ToBytes(after), stored?.Version ?? 0, expiresAt: null, CancellationToken.None) is not null)
            {
                if (mine is null)
                {
                    return null;
                }

                Raise(mine, calls, asked);
                return WaitFor(mine, calls, units);
            }
        }
    }

    // From when it is first seen it is counted as nobody sets the clock: where that is set back, nobody waits for it.
    private ShareTable Rested(ShareTable table, DateTimeOffset now)
    {
        TimeSpan steady = time.Steady();
        if (rest.From != table.FreeFrom)
        {
            rest = (table.FreeFrom, steady + table.RestAt(now, limits));
        }

        return steady >= rest.Until ? table.Rested() : table;
    }

    /// <summary>The domain was called since the share was last renewed, or is being called, or that isn't to be asked yet.</summary>
    private bool IsWanted(bool isRenewal)
    {
        lock (gate)
        {
            bool wanted = isWanted || !isRenewal;
            isWanted &= !isRenewal;
            return wanted && !ending.IsCancellationRequested;
        }
    }

    /// <summary>Takes nothing from here on that is given away next.</summary>
    /// <returns>Everything is given back.</returns>
    private bool Lower(bool wanted, ShareTable alive, DateTimeOffset now, out ShareUse used, out int calls, out int units)
    {
        long round = now.UtcTicks / options.Rotation.Ticks;
        bool leaves = !wanted && (ending.IsCancellationRequested || use().Running == 0);
        (calls, units) = leaves ? (0, 0) : (alive.PartOf(holder, limits.Concurrency, round), alive.PartOf(holder, ShareTable.UnitsOf(limits), round));
        DomainShare held = Share;
        TimeSpan? slower = leaves ? null : ShareTable.IntervalOf(limits, units);
        Volatile.Write(ref share, held with { Calls = Math.Min(held.Calls, calls), Interval = held.Interval > slower ? held.Interval : held.Interval is null ? null : slower });
        used = use();
        return leaves && (used.Running == 0 || ending.IsCancellationRequested);
    }

    private void Raise(ShareHolder mine, int calls, long asked)
    {
        renewedAt = asked;
        if (lost is null or { IsCancellationRequested: true })
        {
            lost?.Dispose();
            lost = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        TimeSpan left = Left();
        if (left > TimeSpan.Zero)
        {
            lost.CancelAfter(left);
            Volatile.Write(ref share, new DomainShare(Math.Min(calls, mine.Calls), ShareTable.IntervalOf(limits, mine.Units), lost.Token));
            changed();
        }
    }

    private TimeSpan WaitFor(ShareHolder mine, int calls, int units) =>
        mine.Calls == calls && mine.Units == units ? Max(options.Renewal - time.GetElapsedTime(renewedAt), TimeSpan.Zero) : options.Look;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static bool Same(ShareHolder? one, ShareHolder? other) => one?.Calls == other?.Calls && one?.Units == other?.Units;

    private TimeSpan Left() => options.Duration - options.Margin - time.GetElapsedTime(Volatile.Read(ref renewedAt));

    /// <summary>Those who have shown no sign of life for as long as a lease lasts, since they were first seen like that.</summary>
    private HashSet<string> DeadOf(ShareTable table)
    {
        // The clock is read after the record, so the wait starts no earlier than the holder's write.
        long at = time.GetTimestamp();
        HashSet<string> dead = [];
        foreach (ShareHolder other in table.Holders.Where(other => other.Id != holder))
        {
            if (!seen.TryGetValue(other.Id, out (long Beat, long At) sight) || sight.Beat != other.Beat)
            {
                seen[other.Id] = (other.Beat, at);
            }
            else if (time.GetElapsedTime(sight.At, at) >= options.Duration)
            {
                dead.Add(other.Id);
            }
        }

        foreach (string gone in seen.Keys.Where(known => table.Find(known) is null).ToList())
        {
            seen.Remove(gone);
        }

        return dead;
    }
}
