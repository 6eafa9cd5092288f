namespace Erasure.Core.Deletion.Workflow;

/// <summary>A step couldn't do its part of the work.</summary>
internal sealed class StepFailedException(string code, string message) : Exception(message)
{
    /// <summary>Why, as a code.</summary>
    public string Code { get; } = code;

    /// <summary>It may when it is tried again.</summary>
    public bool MayPass { get; init; } = true;

    /// <summary>Somebody whom the job is about is in the object for sure.</summary>
    public bool HoldsMatches { get; init; }
}
