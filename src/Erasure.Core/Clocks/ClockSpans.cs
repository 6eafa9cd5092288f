namespace Erasure.Core.Clocks;

/// <summary>Spans of time that hold where somebody sets the clock.</summary>
public static class ClockSpans
{
    /// <summary>What has gone by since a moment that is the same as long as the process runs. Nobody sets it: by it everything is measured that is remembered within the process.</summary>
    public static TimeSpan Steady(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetElapsedTime(0);
    }

    /// <summary>How far a time lies from now that was written down. One that lies ahead was written before the clock was set back, and is no reason to wait until the clock is there again.</summary>
    public static TimeSpan AgeOf(this TimeProvider time, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (time.GetUtcNow() - at).Duration();
    }

    /// <summary>
    /// The order of times that were written down, by which the last one is the latest. One that lies ahead was written before the clock was set back, and comes before those that don't: what happens
    /// now would wait behind it for the clock.
    /// </summary>
    public static (bool HasCome, DateTimeOffset At) OrderOf(this TimeProvider time, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(time);
        return (at <= time.GetUtcNow(), at);
    }
}
