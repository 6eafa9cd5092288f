using Microsoft.Extensions.Logging;

namespace Erasure.Core.Durable;

/// <summary>What an orchestrator may do: Durable Task's own words and semantics, so that the same workflow runs on either engine.</summary>
/// <remarks>
/// An orchestrator is replayed: it runs again from its first line each time something happens to it, and is handed what it
/// was handed before. So it awaits nothing but this context, takes time, randomness and data from nothing but this context
/// and its input, runs on one thread, and keeps inputs, outputs, statuses and instance ids free of identifiers, since all of
/// these are stored. Source: Durable Task, "orchestrator function code constraints".
/// </remarks>
public interface IWorkflowContext
{
    /// <summary>Name of the running workflow.</summary>
    string Name { get; }

    /// <summary>Id of the running instance.</summary>
    string InstanceId { get; }

    /// <summary>Instance that called this one as a sub-orchestration.</summary>
    string? ParentInstanceId { get; }

    /// <summary>The replay-safe clock: when the event being processed happened.</summary>
    DateTimeOffset CurrentUtcDateTime { get; }

    /// <summary>The orchestrator is being replayed: what it does now has been done before.</summary>
    bool IsReplaying { get; }

    /// <summary>Runs an activity, at least once.</summary>
    /// <exception cref="TaskFailedException">It failed, and the retries are used up.</exception>
    Task<TOutput> CallActivityAsync<TOutput>(string name, object? input = null, RetryPolicy? retry = null);

    /// <summary>Runs a workflow as a child of this one.</summary>
    /// <exception cref="TaskFailedException">It failed or was terminated, and the retries are used up.</exception>
    Task<TOutput> CallSubOrchestratorAsync<TOutput>(string name, object? input = null, string? instanceId = null, RetryPolicy? retry = null);

    /// <summary>A durable timer. Cancel the ones that lose a race: an instance doesn't complete while a timer is pending.</summary>
    /// <exception cref="TaskCanceledException">It was canceled.</exception>
    Task CreateTimer(DateTimeOffset fireAt, CancellationToken cancellationToken);

    /// <summary>The next event of that name, in order of arrival; events that came before are kept. Keep one wait per name.</summary>
    /// <exception cref="TaskCanceledException">It was canceled.</exception>
    Task<TEvent> WaitForExternalEvent<TEvent>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Raises an event on another instance; lost without a word where there is no such running instance.</summary>
    void SendEvent(string instanceId, string eventName, object? payload);

    /// <summary>Sets what the status query shows: at most 16 KB of UTF-16 JSON.</summary>
    void SetCustomStatus(object? status);

    /// <summary>Ends this execution and starts the instance anew with an empty history.</summary>
    void ContinueAsNew(object? newInput, bool preserveUnprocessedEvents = true);

    /// <summary>A GUID that is the same at each replay.</summary>
    Guid NewGuid();

    /// <summary>A logger that is silent while replaying.</summary>
    ILogger CreateReplaySafeLogger(string categoryName);
}
