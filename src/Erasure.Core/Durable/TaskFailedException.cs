namespace Erasure.Core.Durable;

/// <summary>An activity or sub-orchestration failed. Exceptions aren't rehydrated: only their type's name and message travel.</summary>
public sealed class TaskFailedException(string taskName, int taskId, FailureDetails failureDetails)
    : Exception($"Task '{taskName}' (#{taskId}) failed: {failureDetails.ErrorMessage}")
{
    /// <summary>Name of the activity or workflow.</summary>
    public string TaskName { get; } = taskName;

    /// <summary>Its number in the history of the caller.</summary>
    public int TaskId { get; } = taskId;

    /// <summary>What is known of the failure.</summary>
    public FailureDetails FailureDetails { get; } = failureDetails;
}

/// <summary>What is kept of an exception.</summary>
public sealed record FailureDetails(string ErrorType, string ErrorMessage, string? StackTrace = null, FailureDetails? InnerFailure = null);
