using Erasure.Core.Configuration;

namespace Erasure.Core.Jobs;

/// <summary>A mapper as a job works with it: what it was when the job started, whatever becomes of it meanwhile.</summary>
public sealed record JobMapper
{
    /// <summary>The mapper.</summary>
    public required DataMapper Mapper { get; init; }

    /// <summary>Why finding in it failed, as a code: nothing of it is touched then.</summary>
    public string? Code { get; init; }

    /// <summary>The round that is being planned.</summary>
    public int Round { get; init; }

    /// <summary>The last object that was planned in this round, sealed; null at its beginning.</summary>
    public byte[]? SealedAfter { get; init; }

    /// <summary>Objects that are to be searched in this round, so far.</summary>
    public long Planned { get; init; }

    /// <summary>The round is planned to the end.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>What its objects came to; null until that is known.</summary>
    public JobTotals? Totals { get; init; }
}
