namespace Erasure.Core.Limits;

/// <summary>Spreads what a domain is asked evenly over time.</summary>
/// <param name="perSecond">How much at most begins within a second; null for no bound.</param>
/// <param name="time">The clock.</param>
internal sealed class CallPace(double? perSecond, TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset next;

    /// <summary>Between two.</summary>
    public TimeSpan Interval { get; } = perSecond is { } number ? TimeSpan.FromSeconds(1 / number) : TimeSpan.Zero;

    /// <summary>When the next may begin.</summary>
    public DateTimeOffset Next
    {
        get
        {
            lock (gate)
            {
                return next;
            }
        }
    }

    /// <summary>One begins now, if it may.</summary>
    public bool TryBegin()
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (next > now)
            {
                return false;
            }

            next = now + Interval;
            return true;
        }
    }

    /// <summary>Waits for its turn: for what has begun, and must be repeated.</summary>
    /// <returns>False where that would take longer than <paramref name="longest"/>: then it has no turn.</returns>
    public async ValueTask<bool> TryWaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset turn = next > now ? next : now;
            wait = turn - now;
            if (wait > longest)
            {
                return false;
            }

            next = turn + Interval;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return true;
    }
}
