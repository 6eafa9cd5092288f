namespace Erasure.Core.Reconciliation;

/// <summary>When sweeps last ended well, since the process began.</summary>
public sealed class SweepPulse(TimeProvider time)
{
    private long sweep = time.GetTimestamp();
    private long fullSweep = time.GetTimestamp();

    /// <summary>Since the last small one; since the process's beginning before the first.</summary>
    public TimeSpan SinceSweep => time.GetElapsedTime(Interlocked.Read(ref sweep));

    /// <summary>Since the last full one; since the process's beginning before the first.</summary>
    public TimeSpan SinceFullSweep => time.GetElapsedTime(Interlocked.Read(ref fullSweep));

    /// <summary>A small one ended well.</summary>
    public void EndSweep() => Interlocked.Exchange(ref sweep, time.GetTimestamp());

    /// <summary>A full one ended well.</summary>
    public void EndFullSweep() => Interlocked.Exchange(ref fullSweep, time.GetTimestamp());
}
