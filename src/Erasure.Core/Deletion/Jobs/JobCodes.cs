namespace Erasure.Core.Deletion.Jobs;

/// <summary>Why a job left matches in the queue. They are codes of failed domains, too.</summary>
public static class JobCodes
{
    /// <summary>Which objects hold matches couldn't be found out: nothing of the mapper was touched.</summary>
    public const string FindFailed = "find-failed";

    /// <summary>Objects may still hold matches; the job's objects tell each one's reason.</summary>
    public const string ObjectsFailed = "objects-failed";

    /// <summary>The match could not be asked of some object: no such column, or no value of its type.</summary>
    public const string MatchesFailed = "matches-failed";

    /// <summary>Somebody writes the person in faster than the job erases.</summary>
    public const string MatchesReappear = "matches-reappear";

    /// <summary>The store keeps objects with matches by law or rule.</summary>
    public const string Retained = "retained";

    /// <summary>The match has no identifier that any mapper knows.</summary>
    public const string NoIdentifier = "no-identifier";

    /// <summary>There is no data mapper of a name that the match is limited to: what it covers wasn't searched.</summary>
    public const string UnknownMapper = "unknown-mapper";

    /// <summary>The job was canceled.</summary>
    public const string Canceled = "job-canceled";

    /// <summary>The job was ended by force, or its workflow failed.</summary>
    public const string Failed = "job-failed";

    /// <summary>All was verified, and the match couldn't be taken off the queue.</summary>
    public const string CleanupFailed = "cleanup-failed";
}
