namespace Erasure.Core.Deletion.Jobs;

/// <summary>State of a deletion job, in the words of S3 Find and Forget.</summary>
public enum DeletionJobState
{
    /// <summary>Not begun.</summary>
    Queued,

    /// <summary>Gathering matches, planning, finding, forgetting or verifying.</summary>
    Running,

    /// <summary>All is verified; matches leave the queue, and what was kept for the job is being dropped.</summary>
    ForgetCompletedCleanupInProgress,

    /// <summary>Ended: every object was verified to hold no match.</summary>
    Completed,

    /// <summary>Ended: every object was verified, but matches may not have left the queue; another job clears them.</summary>
    CompletedCleanupFailed,

    /// <summary>Ended: at least one object may still hold matches, and the others don't.</summary>
    ForgetPartiallyFailed,

    /// <summary>Ended: matches were found, and none could be erased.</summary>
    ForgetFailed,

    /// <summary>Ended: no object could be searched.</summary>
    FindFailed,

    /// <summary>Ended before it could do anything, or by force.</summary>
    Failed,

    /// <summary>Ended: canceled at the boundary of an object.</summary>
    Canceled,
}

/// <summary>Readings of <see cref="DeletionJobState"/>.</summary>
public static class DeletionJobStates
{
    /// <summary>The job won't go on.</summary>
    public static bool IsOver(this DeletionJobState state) => state > DeletionJobState.ForgetCompletedCleanupInProgress;
}
