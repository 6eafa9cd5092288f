using Erasure.Core.Configuration;

namespace Erasure.Core.Jobs;

/// <summary>Where a job is: the input of <see cref="RunDeletionJob"/>, at each continue-as-new.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Limits">The limits that it started with.</param>
public sealed record JobRun(string JobId, JobConfiguration Limits)
{
    /// <summary>The phase.</summary>
    public JobPhase Phase { get; init; }

    /// <summary>0 for the erasure itself, 1 and more for the rounds of finding again.</summary>
    public int Round { get; init; }

    /// <summary>The last object that is in a batch of this phase.</summary>
    public string? After { get; init; }

    /// <summary>Objects put into batches of this phase.</summary>
    public long Objects { get; init; }
}

/// <summary>Phase of a job.</summary>
public enum JobPhase
{
    /// <summary>Which objects are there?</summary>
    Plan,

    /// <summary>Which of them hold matches?</summary>
    Find,

    /// <summary>Replace those.</summary>
    Forget,

    /// <summary>Read them again.</summary>
    Verify,

    /// <summary>Clean up.</summary>
    Finish,
}
