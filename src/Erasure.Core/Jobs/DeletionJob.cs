namespace Erasure.Core.Jobs;

/// <summary>One deletion job, as kept in the records.</summary>
public sealed record DeletionJob
{
    /// <summary>Its id, and that of its workflow instance.</summary>
    public required string Id { get; init; }

    /// <summary>Whose matches it looks for: the vault has them.</summary>
    public required string ErasureId { get; init; }

    /// <summary>Ids of the mappers it works on.</summary>
    public required IReadOnlyList<string> Mappers { get; init; }

    /// <summary>State.</summary>
    public DeletionJobState State { get; init; } = DeletionJobState.Queued;

    /// <summary>Why it failed, as a code.</summary>
    public string? Code { get; init; }

    /// <summary>Mappers that were not searched, since the subject has none of their identifiers.</summary>
    public IReadOnlyList<string> NotSearched { get; init; } = [];

    /// <summary>The key that seals object keys which name the person, wrapped by the master key; gone once the job is over.</summary>
    public byte[]? WrappedKey { get; init; }

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<JobEvent> Events { get; init; } = [];

    /// <summary>What it came to; null until it is known.</summary>
    public JobTotals? Totals { get; init; }
}

/// <summary>Something that happened in a job.</summary>
/// <param name="At">When.</param>
/// <param name="Name">What, such as <c>FindPhaseStarted</c>.</param>
/// <param name="Round">0 for the erasure itself, 1 and more for the rounds of finding again.</param>
/// <param name="Objects">How many objects it concerned.</param>
public sealed record JobEvent(DateTimeOffset At, string Name, int Round, long Objects);

/// <summary>What a job came to.</summary>
public sealed record JobTotals
{
    /// <summary>Objects that were looked at.</summary>
    public long Objects { get; init; }

    /// <summary>Objects that were rewritten or deleted.</summary>
    public long ObjectsErased { get; init; }

    /// <summary>Objects that may still hold matches.</summary>
    public long ObjectsFailed { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public long RowsSeen { get; init; }

    /// <summary>Rows that were erased.</summary>
    public long RowsErased { get; init; }

    /// <summary>Bytes that rewritten objects took over from their originals.</summary>
    public long BytesCopied { get; init; }

    /// <summary>Bytes that were made anew.</summary>
    public long BytesWritten { get; init; }

    /// <summary>The last round, the highest of the objects.</summary>
    public int Rounds { get; init; }
}
