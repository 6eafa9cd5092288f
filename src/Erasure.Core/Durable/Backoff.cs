namespace Erasure.Core.Durable;

/// <summary>Waits that grow.</summary>
internal static class Backoff
{
    /// <summary>The wait after this many waits: each is <paramref name="factor"/> times the one before, at most <paramref name="longest"/>.</summary>
    public static TimeSpan Wait(TimeSpan first, double factor, TimeSpan longest, long waitsBefore)
    {
        double seconds = first.TotalSeconds * Math.Pow(factor, waitsBefore);
        return seconds < longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : longest;
    }
}
