namespace Erasure.Core.Domains;

/// <summary>Codes of failures that don't come from a connector.</summary>
public static class DomainFailures
{
    /// <summary>Not done at the deadline.</summary>
    public const string Deadline = "deadline";

    /// <summary>The step that asks the domain failed unexpectedly; the log tells more.</summary>
    public const string Activity = "activity-failed";

    /// <summary>The domain's orchestration was terminated or failed.</summary>
    public const string Workflow = "workflow-ended";

    /// <summary>The domain isn't in the configuration any more.</summary>
    public const string NotConfigured = "domain-not-configured";

    /// <summary>The identifiers can't be read: destroyed, or sealed under another master key.</summary>
    public const string NoIdentifiers = "identifiers-unavailable";
}
