using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Lake;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Where a job is: the input of <see cref="RunDeletionJob"/>, at each continue-as-new.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Limits">The limits that it started with.</param>
public sealed record JobRun(string JobId, JobConfiguration Limits)
{
    /// <summary>The phase.</summary>
    public JobPhase Phase { get; init; }

    /// <summary>It only tells what would go.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Ids of its mappers.</summary>
    public IReadOnlyList<string> Mappers { get; init; } = [];

    /// <summary>Ids of those in which queries find.</summary>
    public IReadOnlyList<string> QueriedMappers { get; init; } = [];

    /// <summary>Mappers that no match asks anything of.</summary>
    public IReadOnlyList<string> NotSearched { get; init; } = [];

    /// <summary>0 for the erasure itself, 1 and more for the rounds of finding again.</summary>
    public int Round { get; init; }

    /// <summary>The round that it began with; not 0 where it goes on from the records of a workflow that was lost.</summary>
    public int FirstRound { get; init; }

    /// <summary>It lists once more behind its last round; not where a version began it that didn't.</summary>
    public bool ListsAtEnd { get; init; }

    /// <summary>
    /// As many more rounds it may have than it was told to, where in the last one objects weren't there any more as they had been listed; none where a version began it that had none.
    /// </summary>
    public int MostExtraRounds { get; init; }

    /// <summary>Those that it has had.</summary>
    public int ExtraRounds { get; init; }

    /// <summary>The round that is being planned was listed.</summary>
    public bool IsListed { get; init; }

    /// <summary>The round before, an extra one, has erased something.</summary>
    public bool GoesOn { get; init; }

    /// <summary>How many workflows the job has had, this one counted.</summary>
    public int Beginning { get; init; }

    /// <summary>Number of the next mapper to plan, or of the next part of the manifest.</summary>
    public int Next { get; init; }

    /// <summary>The last thing that this phase has done: an object, a match.</summary>
    public string? After { get; init; }

    /// <summary>Objects put into batches of this phase; while planning, objects planned.</summary>
    public long Objects { get; init; }

    /// <summary>Objects put into batches of this round.</summary>
    public long ObjectsOfRound { get; init; }

    /// <summary>Matches that it carries.</summary>
    public long Matches { get; init; }

    /// <summary>Matches that are settled.</summary>
    public int Settled { get; init; }

    /// <summary>Matches that stay in the queue.</summary>
    public long Kept { get; init; }

    /// <summary>What its objects came to, by mapper, as far as they are summed up.</summary>
    public IReadOnlyDictionary<string, JobTotals> Totals { get; init; } = new Dictionary<string, JobTotals>();

    /// <summary>Number of the next event.</summary>
    public int Events { get; init; }

    /// <summary>Cleaning up failed: matches may be in the queue that needn't be.</summary>
    public bool IsCleanupFailed { get; init; }

    /// <summary>The last round that it may have.</summary>
    internal int LastRound => FirstRound + Limits.VerifyRounds + ExtraRounds;

    /// <summary>The round that is being planned is one more than it may have, unless objects have moved.</summary>
    internal bool IsExtra => Round > LastRound && ExtraRounds < MostExtraRounds;

    /// <summary>What ids of its children begin with: those of a lost workflow may still run.</summary>
    internal string ChildPrefix => Beginning > 1 ? $"{JobId}:again{Beginning}" : JobId;

    /// <summary>The beginning of a phase.</summary>
    internal JobRun Enter(JobPhase phase) => this with { Phase = phase, Next = 0, After = null, Objects = 0 };
}

/// <summary>Phase of a job.</summary>
public enum JobPhase
{
    /// <summary>Begin.</summary>
    Begin,

    /// <summary>Which matches are queued?</summary>
    Gather,

    /// <summary>Which objects are there?</summary>
    Plan,

    /// <summary>Which of them do queries find?</summary>
    Query,

    /// <summary>Which of the others hold matches?</summary>
    Find,

    /// <summary>Replace those.</summary>
    Forget,

    /// <summary>Read them again.</summary>
    Verify,

    /// <summary>Sum up.</summary>
    Tally,

    /// <summary>Take what is cleared off the queue.</summary>
    Settle,

    /// <summary>Drop what was kept for the work.</summary>
    Drop,

    /// <summary>End.</summary>
    End,
}
