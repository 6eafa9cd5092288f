using Erasure.Core.Deletion.Workflow;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>How far a running job is. Objects and bytes are those of the phase that it is in: how many the next one has is known when this one ends.</summary>
public sealed record JobProgress
{
    /// <summary>The phase: planning, querying, finding, forgetting or verifying.</summary>
    public required JobPhase Phase { get; init; }

    /// <summary>0 for the erasure itself, 1 and more for the rounds of finding again.</summary>
    public required int Round { get; init; }

    /// <summary>Objects of the phase; while planning, those listed so far.</summary>
    public long Objects { get; init; }

    /// <summary>Of these, objects that the phase is done with, those that failed counted.</summary>
    public long ObjectsDone { get; init; }

    /// <summary>Bytes of the phase's objects; 0 while planning.</summary>
    public long Bytes { get; init; }

    /// <summary>Of these, bytes of the objects that it is done with.</summary>
    public long BytesDone { get; init; }

    /// <summary>Objects in which the job has found matches so far, in any phase.</summary>
    public long ObjectsFound { get; init; }

    /// <summary>Objects at which it fails so far, in any phase.</summary>
    public long ObjectsFailed { get; init; }

    /// <summary>Objects done in a second, lately; null where that isn't known.</summary>
    public double? ObjectsPerSecond { get; init; }

    /// <summary>Bytes of objects done in a second, lately; null where that isn't known.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>How long the rest of the phase takes at that rate; null where that isn't known.</summary>
    public TimeSpan? TimeLeft { get; init; }
}
