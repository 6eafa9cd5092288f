namespace Erasure.Tests.Shared;

/// <summary>A clock on which nobody waits: whoever does is woken at once, and it is so much later.</summary>
internal sealed class HurriedTime(DateTimeOffset start) : TimeProvider
{
    private long now = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref now), TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    /// <summary>It is later.</summary>
    public void Advance(TimeSpan span) => Interlocked.Add(ref now, span.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Advance(dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
