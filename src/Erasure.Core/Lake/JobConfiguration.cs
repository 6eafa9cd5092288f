using Erasure.Core.Settings;

namespace Erasure.Core.Lake;

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

    /// <summary>
    /// One in how many rewritten objects is also compared with its original by a library that isn't ours, besides the first of each writer and schema; default 100. 1 compares all, 0 none.
    /// </summary>
    [Between(0, 1_000_000)]
    public int SecondOpinionEvery { get; init; } = 100;

    /// <summary>Lock each object while it is replaced; default false, since one job runs at a time. For efficiency only: that no write is lost rests on the store's conditions.</summary>
    public bool LockObjects { get; init; }

    /// <summary>How often an object that is being restored from an archive is looked after; default an hour.</summary>
    [Lasts("PT1M", "P1D")]
    public TimeSpan RestoreCheck { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a restore is waited for in each phase, before the object fails; default 3 days.</summary>
    [Lasts("PT0S", "P30D")]
    public TimeSpan RestorePatience { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Rounds of finding again over what changed or appeared since; default 3.</summary>
    [Between(1, 10)]
    public int VerifyRounds { get; init; } = 3;

    /// <summary>How long an erasure's match waits for others to come along in one job; default none, so that a quiet house sees a person off at once.</summary>
    [Lasts("PT0S", "P30D")]
    public TimeSpan Gather { get; init; }

    /// <summary>A job starts when there has been none for so long and matches are queued; never, where it isn't given.</summary>
    [Lasts("PT1M", "P366D")]
    public TimeSpan? Schedule { get; init; }

    /// <summary>A job starts so long before a match's deadline; default 7 days, which leaves time for a human and another job.</summary>
    [Lasts("PT0S", "P90D")]
    public TimeSpan DeadlineLead { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long an ended job's report is kept; default 1096 days: three years, within which a claim for damages may still come.</summary>
    [Lasts("P1D", "P36600D")]
    public TimeSpan KeepReports { get; init; } = TimeSpan.FromDays(1096);
}
