namespace Erasure.Core.Reconciliation;

/// <summary>When sweeps last ended well, since the process began.</summary>
public sealed class SweepPulse(TimeProvider time)
{
    private long sweep = time.GetUtcNow().UtcTicks;
    private long fullSweep = time.GetUtcNow().UtcTicks;

    /// <summary>The last small one; the process's beginning before the first.</summary>
    public DateTimeOffset Sweep => new(Interlocked.Read(ref sweep), TimeSpan.Zero);

    /// <summary>The last full one; the process's beginning before the first.</summary>
    public DateTimeOffset FullSweep => new(Interlocked.Read(ref fullSweep), TimeSpan.Zero);

    /// <summary>A small one ended well.</summary>
    public void EndSweep() => Interlocked.Exchange(ref sweep, time.GetUtcNow().UtcTicks);

    /// <summary>A full one ended well.</summary>
    public void EndFullSweep() => Interlocked.Exchange(ref fullSweep, time.GetUtcNow().UtcTicks);
}
