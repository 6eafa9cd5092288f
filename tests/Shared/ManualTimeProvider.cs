namespace Erasure.Tests.Shared;

/// <summary>A clock that moves only when it is told to. Timers that come due on the way fire in order, on the caller's thread, each at its own time.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;
    private DateTimeOffset epoch = start;

    /// <summary>Starts on a Monday morning.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return (now - epoch).Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan span) => AdvanceTo(GetUtcNow() + span);

    public void AdvanceTo(DateTimeOffset target)
    {
        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(timer => timer.Due <= target).MinBy(static timer => timer.Due);
                if (next is null)
                {
                    now = target > now ? target : now;
                    return;
                }

                now = next.Due > now ? next.Due : now;
                timers.Remove(next);
                if (next.Period > TimeSpan.Zero)
                {
                    next.Due = now + next.Period;
                    timers.Add(next);
                }
            }

            next.Fire();
        }
    }

    /// <summary>Sets the clock, back too, as an operator would: no timer notices, and no timestamp.</summary>
    public void SetClock(DateTimeOffset value)
    {
        lock (gate)
        {
            TimeSpan change = value - now;
            timers.ForEach(timer => timer.Due += change);
            epoch += change;
            now = value;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool now;
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                if (disposed || dueTime == Timeout.InfiniteTimeSpan)
                {
                    return !disposed;
                }

                Due = owner.now + dueTime;
                Period = period;
                now = dueTime <= TimeSpan.Zero && period <= TimeSpan.Zero;
                if (!now)
                {
                    owner.timers.Add(this);
                }
            }

            if (now)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner.gate)
            {
                disposed = true;
                owner.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
