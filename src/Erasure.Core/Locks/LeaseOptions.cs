namespace Erasure.Core.Locks;

/// <summary>Times of leases. A lease must outlive at least two heartbeats.</summary>
public sealed record LeaseOptions
{
    /// <summary>How long a lease lasts after its last heartbeat. Default 30 s, which outlives five missed heartbeats.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a held lease is renewed. Default 5 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often one who waits looks again. Default 1 s.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Up to this much is added to each refresh, so that those who wait don't move in step. Default 2 s.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.FromSeconds(2);
}
