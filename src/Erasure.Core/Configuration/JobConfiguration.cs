using Erasure.Core.Configuration.Rules;

namespace Erasure.Core.Configuration;

/// <summary>Limits of a deletion job.</summary>
public sealed record JobConfiguration
{
    /// <summary>Objects of a batch, which is one sub-orchestration; default 50, which keeps its history under 300 events.</summary>
    [Between(1, 60)]
    public int BatchSize { get; init; } = 50;

    /// <summary>Batches at work at once; default 2.</summary>
    [Between(1, 64)]
    public int ConcurrentBatches { get; init; } = 2;

    /// <summary>Objects of a batch at work at once; default 2.</summary>
    [Between(1, 64)]
    public int ConcurrentObjects { get; init; } = 2;

    /// <summary>Objects at work at once in each phase, over all jobs; default 8, which bounds the memory however many erasures run.</summary>
    [Between(1, 256)]
    public int ConcurrentOverall { get; init; } = 8;

    /// <summary>How often an object is planned anew because somebody else changed it meanwhile; default 5.</summary>
    [Between(1, 100)]
    public int ReplaceAttempts { get; init; } = 5;

    /// <summary>Rounds of finding again over what changed or appeared since; default 3.</summary>
    [Between(1, 10)]
    public int VerifyRounds { get; init; } = 3;
}
