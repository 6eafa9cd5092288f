using Erasure.Core.Clocks;
using Erasure.Core.Operations;

namespace Erasure.Core.Limits;

/// <summary>How many calls to domains are under way in this process, in each and in all. Above any engine: who finds no room is told when to come back, and waits on a durable timer.</summary>
/// <param name="operations">The limit over all domains.</param>
/// <param name="configured">Limits by domain.</param>
/// <param name="time">The clock.</param>
/// <param name="leases">Where domains' limits are shared with other processes; none, where there is but this one.</param>
internal sealed class DomainLimits(OperationsConfiguration operations, IReadOnlyDictionary<string, LimitsConfiguration> configured, TimeProvider time, ShareLeases? leases = null)
{
    // A domain that answers at once makes room sooner than a durable timer fires.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DomainLane> lanes = new(StringComparer.Ordinal);

    private int free = operations.ConcurrentCalls;
    private TaskCompletionSource freed = NewSignal();

    /// <summary>Begins a call, which ends when what this gives is disposed.</summary>
    /// <returns>Null where there is no room: ask <see cref="WaitOf"/> when to come back.</returns>
    public async Task<BegunCall?> TryBeginAsync(string domain, CancellationToken cancellationToken)
    {
        if (LeaseOf(domain) is { } lease)
        {
            await lease.HoldAsync().WaitAsync(cancellationToken);
        }

        TimeSpan giveUp = time.Steady() + Patience;
        for (TimeSpan left = Patience; ; left = giveUp - time.Steady())
        {
            Task room;
            lock (gate)
            {
                DomainLane lane = LaneOf(domain);
                if (lane.TryBegin(free, out CancellationToken lost) is { } begun)
                {
                    free--;
                    return new BegunCall(() => End(lane, begun), lost);
                }

                room = freed.Task;
            }

            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await room.WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>How long whoever found no room had better wait; each a little longer than the one before.</summary>
    public TimeSpan WaitOf(string domain)
    {
        lock (gate)
        {
            return LaneOf(domain).GiveTurn();
        }
    }

    /// <summary>The pace at which the domain is asked.</summary>
    public CallPace PaceOf(string domain)
    {
        lock (gate)
        {
            return LaneOf(domain).Pace;
        }
    }

    private ShareLease? LeaseOf(string domain)
    {
        lock (gate)
        {
            return LaneOf(domain).Lease;
        }
    }

    private DomainLane LaneOf(string domain)
    {
        if (!lanes.TryGetValue(domain, out DomainLane? lane))
        {
            LimitsConfiguration limits = configured.GetValueOrDefault(domain) ?? new LimitsConfiguration();
            DomainLane added = new(limits, time);
            added.Lease = leases?.Of(domain, limits, () => UseOf(added), Signal);
            lanes[domain] = lane = added;
        }

        return lane;
    }

    private ShareUse UseOf(DomainLane lane)
    {
        lock (gate)
        {
            return lane.Use;
        }
    }

    private void End(DomainLane lane, TimeSpan begun)
    {
        lock (gate)
        {
            free++;
            lane.End(begun);
        }

        Signal();
    }

    private void Signal()
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            signal = freed;
            freed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
