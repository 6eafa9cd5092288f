namespace Erasure.Core.Jobs;

/// <summary>State of a deletion job.</summary>
public enum DeletionJobState
{
    /// <summary>Not begun.</summary>
    Queued,

    /// <summary>Planning, finding, forgetting or verifying.</summary>
    Running,

    /// <summary>All is verified; what was kept for the job is being dropped.</summary>
    ForgetCompletedCleanupInProgress,

    /// <summary>Ended: every object was verified to hold no match.</summary>
    Completed,

    /// <summary>Ended: at least one object may still hold matches, and the others don't.</summary>
    ForgetPartiallyFailed,

    /// <summary>Ended: no object could be searched.</summary>
    FindFailed,

    /// <summary>Ended before it could do anything.</summary>
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
