using Erasure.Core.Configuration;

namespace Erasure.Core.Limits;

/// <summary>How many calls to domains are under way in this process, in each and in all. Above any engine: who finds no room is told when to come back, and waits on a durable timer.</summary>
internal sealed class DomainLimits(ErasureConfiguration configuration, TimeProvider time)
{
    // A domain that answers at once makes room sooner than a durable timer fires.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DomainLane> lanes =
        configuration.Domains.ToDictionary(domain => domain.Name, domain => new DomainLane(domain.Limits, time), StringComparer.Ordinal);

    private int free = configuration.Operations.ConcurrentCalls;
    private TaskCompletionSource freed = NewSignal();

    /// <summary>Begins a call, which ends when what this gives is disposed.</summary>
    /// <returns>Null where there is no room: ask <see cref="WaitOf"/> when to come back.</returns>
    public async Task<IDisposable?> TryBeginAsync(string domain, CancellationToken cancellationToken)
    {
        DateTimeOffset giveUp = time.GetUtcNow() + Patience;
        for (TimeSpan left = Patience; ; left = giveUp - time.GetUtcNow())
        {
            Task room;
            lock (gate)
            {
                DomainLane lane = LaneOf(domain);
                if (lane.TryBegin(free) is { } begun)
                {
                    free--;
                    return new Call(this, lane, begun);
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

    private DomainLane LaneOf(string domain)
    {
        if (!lanes.TryGetValue(domain, out DomainLane? lane))
        {
            lanes[domain] = lane = new DomainLane(new LimitsConfiguration(), time);
        }

        return lane;
    }

    private void End(DomainLane lane, DateTimeOffset begun)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            free++;
            lane.End(begun);
            signal = freed;
            freed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Call(DomainLimits limits, DomainLane lane, DateTimeOffset begun) : IDisposable
    {
        private DomainLimits? limits = limits;

        public void Dispose() => Interlocked.Exchange(ref limits, null)?.End(lane, begun);
    }
}
