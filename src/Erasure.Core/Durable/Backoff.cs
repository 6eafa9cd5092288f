namespace Erasure.Core.Durable;

/// <summary>Waits that grow.</summary>
internal static class Backoff
{
    /// <summary>Nothing that is tried again by itself waits longer for it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether to try again what was to wait until then. A time further ahead was written before the clock was set back.</summary>
    public static bool IsDue(DateTimeOffset nextAttempt, DateTimeOffset now) => nextAttempt <= now || nextAttempt - now > Longest;

    /// <summary>The wait that the other side asked for, where that is longer than ours.</summary>
    public static TimeSpan Wait(TimeSpan ours, TimeSpan? asked) => asked > Longest ? Longest : asked > ours ? asked.Value : ours;

    /// <summary>The wait after this many waits: each is <paramref name="factor"/> times the one before, at most <paramref name="longest"/>.</summary>
    public static TimeSpan Wait(TimeSpan first, double factor, TimeSpan longest, long waitsBefore)
    {
        double seconds = first.TotalSeconds * Math.Pow(factor, waitsBefore);
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }
}
