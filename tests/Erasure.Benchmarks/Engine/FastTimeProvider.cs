using System.Diagnostics;

namespace Erasure.Benchmarks.Engine;

/// <summary>The machine's clock, some times as fast.</summary>
internal sealed class FastTimeProvider(double speed) : TimeProvider
{
    private readonly DateTimeOffset start = System.GetUtcNow();
    private readonly Stopwatch watch = Stopwatch.StartNew();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + (watch.Elapsed * speed);

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / speed;

    private sealed class FastTimer(ITimer timer, FastTimeProvider time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(time.Real(dueTime), time.Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
