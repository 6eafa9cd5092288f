namespace Erasure.Core.Durable;

/// <summary>Starts, asks and steers workflow instances, whichever engine runs them.</summary>
public interface IWorkflowClient
{
    /// <summary>Starts an instance; durable when this returns.</summary>
    /// <exception cref="InstanceAlreadyExistsException">An instance of that id exists and hasn't ended.</exception>
    Task ScheduleNewInstanceAsync(string name, string instanceId, object? input, CancellationToken cancellationToken);

    /// <summary>Raises an event; durable when this returns.</summary>
    /// <returns>False where there is no such instance or it has ended.</returns>
    Task<bool> RaiseEventAsync(string instanceId, string eventName, object? payload, CancellationToken cancellationToken);

    /// <summary>The instance as it stands; null where there is none.</summary>
    Task<InstanceSnapshot?> GetInstanceAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Ends an instance and its children without asking it.</summary>
    /// <returns>False where there is no such instance or it has ended.</returns>
    Task<bool> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Forgets an ended instance and its history, children included.</summary>
    /// <returns>How many instances were deleted; 0 where there is none or it hasn't ended.</returns>
    Task<int> PurgeAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Forgets ended instances that were created before, and their histories, children included.</summary>
    /// <param name="createdBefore">Younger ones stay.</param>
    /// <param name="mayGo">Asked with the id of each: an ended instance may still be the only trace of something owed.</param>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <returns>How many.</returns>
    Task<int> PurgeEndedAsync(DateTimeOffset createdBefore, Func<string, CancellationToken, Task<bool>> mayGo, CancellationToken cancellationToken);
}

/// <summary>An instance as it stands.</summary>
public sealed record InstanceSnapshot(
    string Name,
    string InstanceId,
    RuntimeStatus RuntimeStatus,
    DateTimeOffset CreatedTime,
    DateTimeOffset LastUpdatedTime,
    string? Input,
    string? Output,
    string? CustomStatus,
    FailureDetails? Failure);

/// <summary>State of an instance, in Durable Functions' words.</summary>
public enum RuntimeStatus
{
    Pending,
    Running,
    Suspended,
    ContinuedAsNew,
    Completed,
    Failed,
    Terminated,
    Canceled,
}

/// <summary>Readings of <see cref="RuntimeStatus"/>.</summary>
public static class RuntimeStatusReadings
{
    /// <summary>The instance has ended and won't go on by itself.</summary>
    public static bool IsTerminal(this RuntimeStatus status) =>
        status is RuntimeStatus.Completed or RuntimeStatus.Failed or RuntimeStatus.Terminated or RuntimeStatus.Canceled;
}

/// <summary>An instance of that id exists and hasn't ended.</summary>
public sealed class InstanceAlreadyExistsException(string instanceId)
    : Exception($"Instance '{instanceId}' exists and hasn't ended.")
{
    /// <summary>The id.</summary>
    public string InstanceId { get; } = instanceId;
}
