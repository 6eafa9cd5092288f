namespace Erasure.Core.Deletion.Jobs;

/// <summary>Why a job started.</summary>
public enum JobTrigger
{
    /// <summary>Somebody asked for it.</summary>
    Request,

    /// <summary>An erasure queued a match.</summary>
    Erasure,

    /// <summary>A match nears its deadline.</summary>
    Deadline,

    /// <summary>It was time for one.</summary>
    Schedule,
}
