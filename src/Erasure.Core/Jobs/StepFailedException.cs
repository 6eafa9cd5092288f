namespace Erasure.Core.Jobs;

/// <summary>A step couldn't do its part of the work, and may when it is tried again.</summary>
internal sealed class StepFailedException(string code, string message) : Exception(message)
{
    /// <summary>Why, as a code.</summary>
    public string Code { get; } = code;
}
