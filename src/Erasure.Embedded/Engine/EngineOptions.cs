namespace Erasure.Embedded.Engine;

/// <summary>Limits of the durable engine. Those of activities hold for the whole host, which is the only one on its database.</summary>
public sealed record EngineOptions
{
    /// <summary>Most activities that run at once. They wait for the network more than they compute.</summary>
    public int MaxConcurrentActivities { get; init; } = 64;

    /// <summary>Most activities of one name that run at once, where that is less than <see cref="MaxConcurrentActivities"/>.</summary>
    public IReadOnlyDictionary<string, int> MaxConcurrentByActivity { get; init; } = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most orchestration steps in flight: enough to share commits, and few enough that requests that come in meanwhile are served.</summary>
    public int MaxConcurrentSteps { get; init; } = 32;

    /// <summary>Orchestrations kept in memory between steps, the least recently used leaving first; the others are replayed. 0 replays always.</summary>
    public int MaxLiveExecutions { get; init; } = 1024;

    /// <summary>Keep stack traces of failures in the durable history. Off: they tell a reader of the history nothing that the log doesn't.</summary>
    public bool KeepStackTraces { get; init; }

    /// <summary>How long to wait before a step is tried again that the database refused (disk full, for instance).</summary>
    public TimeSpan StepRetryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping host lets running activities finish; what hasn't by then runs again at the next start.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);
}
