using System.Collections.Concurrent;

namespace Erasure.Core.Tests.Domains;

/// <summary>A clock on which short waits pass as soon as they begin, and longer ones (time-outs) when a test says so.</summary>
internal sealed class ImpatientTime(TimeSpan longWait) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentBag<Wait> longWaits = [];
    private long ticks;

    /// <summary>What has passed so far.</summary>
    public TimeSpan Passed => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    /// <summary>By how much the clock has been set, which nothing notices that measures a span.</summary>
    public TimeSpan Set { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Passed + Set;

    public override long GetTimestamp() => Passed.Ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    /// <summary>Lets the long waits end.</summary>
    public void EndLongWaits()
    {
        foreach (Wait wait in longWaits)
        {
            wait.End();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wait wait = new(() => callback(state));
        if (dueTime >= longWait || dueTime < TimeSpan.Zero)
        {
            longWaits.Add(wait);
        }
        else
        {
            Advance(dueTime);
            ThreadPool.QueueUserWorkItem(_ => wait.End());
        }

        return wait;
    }

    private sealed class Wait(Action end) : ITimer
    {
        private Action? end = end;

        public void End() => Interlocked.Exchange(ref end, null)?.Invoke();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Interlocked.Exchange(ref end, null);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
