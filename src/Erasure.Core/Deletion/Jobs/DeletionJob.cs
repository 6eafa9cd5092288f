namespace Erasure.Core.Deletion.Jobs;

/// <summary>One deletion job, as kept in the records. Names nobody.</summary>
public sealed record DeletionJob
{
    /// <summary>Its id, a version 7 UUID in 32 hex digits, and that of its workflow instance.</summary>
    public required string Id { get; init; }

    /// <summary>Why it started.</summary>
    public JobTrigger Trigger { get; init; }

    /// <summary>It only tells what would go.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Ids of the mappers it works on.</summary>
    public required IReadOnlyList<string> Mappers { get; init; }

    /// <summary>Ids of the mappers that were there and that it was told to leave out; and of those that came, or came to say something else, before it had gathered.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its workflow began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How often its workflow was begun: more than once where it was lost.</summary>
    public int Beginnings { get; init; }

    /// <summary>What it carries is settled: what is queued from then on goes with the next one.</summary>
    public bool IsGathered { get; init; }

    /// <summary>State.</summary>
    public DeletionJobState State { get; init; } = DeletionJobState.Queued;

    /// <summary>It was asked to stop, and does at the next boundary of an object.</summary>
    public bool IsStopping { get; init; }

    /// <summary>Why it isn't simply completed, as a code.</summary>
    public string? Code { get; init; }

    /// <summary>Matches that it carries.</summary>
    public long Matches { get; init; }

    /// <summary>Matches that it left in the queue.</summary>
    public long MatchesKept { get; init; }

    /// <summary>Mappers that were not searched, since no match has any of their identifiers.</summary>
    public IReadOnlyList<string> NotSearched { get; init; } = [];

    /// <summary>The key that seals matches, and object keys that name a person; wrapped by the master key, and gone once the job is over.</summary>
    public byte[]? WrappedKey { get; init; }

    /// <summary>Its history is dropped.</summary>
    public bool IsTidy { get; init; }

    /// <summary>What it came to; null until it is known.</summary>
    public JobTotals? Totals { get; init; }
}
