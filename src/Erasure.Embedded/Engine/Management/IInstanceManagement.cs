using DurableTask.Core.Exceptions;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Engine.Management;

/// <summary>What an operator may do to instances beyond <see cref="DurableTaskClient"/>. What a method returned from is durable.</summary>
public interface IInstanceManagement
{
    /// <summary>What happened to an instance since it started or continued as new; empty where there is no such instance.</summary>
    Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>Raises an event whose payload is JSON already.</summary>
    Task<SteeringResult> RaiseEventAsync(string instanceId, string eventName, string? json, CancellationToken cancellationToken);

    /// <summary>Ends an instance and its children without asking it.</summary>
    Task<SteeringResult> TerminateAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Lets an instance take no more steps; what comes for it waits.</summary>
    Task<SteeringResult> SuspendAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Lets a suspended instance go on.</summary>
    Task<SteeringResult> ResumeAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Takes a failed instance back to where it failed: failed activities run again, failed children are rewound, and the rest of its history stays.</summary>
    /// <returns><see cref="SteeringResult.WrongState"/> where it runs, <see cref="SteeringResult.Ended"/> where it ended otherwise.</returns>
    Task<SteeringResult> RewindAsync(string instanceId, string? reason, CancellationToken cancellationToken);

    /// <summary>Starts the instance's workflow again on the same input.</summary>
    /// <returns>The id of the new instance; null where there is no instance to take the input from.</returns>
    /// <exception cref="OrchestrationAlreadyExistsException">It keeps its id, and the instance hasn't ended.</exception>
    Task<string?> RestartAsync(string instanceId, bool withNewId, CancellationToken cancellationToken);

    /// <summary>Forgets the ended instances among those that the filter describes, children included.</summary>
    /// <returns>How many.</returns>
    Task<int> PurgeAsync(PurgeInstancesFilter filter, CancellationToken cancellationToken);
}
