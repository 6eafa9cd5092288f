using Erasure.Core.Clocks;

namespace Erasure.Core.Limits;

/// <summary>Spreads what a domain is asked evenly over time.</summary>
/// <param name="interval">Between two, at present; null where none may begin.</param>
/// <param name="time">The clock.</param>
internal sealed class CallPace(Func<TimeSpan?> interval, TimeProvider time)
{
    private readonly Lock gate = new();
    private TimeSpan? last;

    /// <summary>When the last one began, or will, as <see cref="ClockSpans.Steady"/> counts; null before the first.</summary>
    public TimeSpan? Last
    {
        get
        {
            lock (gate)
            {
                return last;
            }
        }
    }

    /// <summary>One begins now, if it may.</summary>
    public bool TryBegin()
    {
        lock (gate)
        {
            TimeSpan now = time.Steady();
            if (interval() is not { } between || last + between > now)
            {
                return false;
            }

            last = now;
            return true;
        }
    }

    /// <summary>Waits for its turn: for what has begun, and must be repeated.</summary>
    /// <returns>False where that would take longer than <paramref name="longest"/>, or none may begin then: it has no turn.</returns>
    public async ValueTask<bool> TryWaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            if (interval() is not { } between)
            {
                return false;
            }

            TimeSpan now = time.Steady();
            TimeSpan turn = last + between is { } next && next > now ? next : now;
            wait = turn - now;
            if (wait > longest)
            {
                return false;
            }

            last = turn;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        return interval() is not null;
    }
}
