using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.History;

/// <summary>One thing that happened to an instance. Which members are set depends on <see cref="Type"/>.</summary>
internal sealed record HistoryEvent
{
    /// <summary>What happened.</summary>
    public required HistoryEventType Type { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Number of the task that was scheduled, or that this is the end of.</summary>
    public int? TaskId { get; init; }

    /// <summary>Name of the orchestrator, activity or event.</summary>
    public string? Name { get; init; }

    /// <summary>The child's, the parent's or the receiver's instance id.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Input, output or event payload as JSON; the reason of a termination as JSON.</summary>
    public string? Payload { get; init; }

    /// <summary>When a timer is due.</summary>
    public DateTimeOffset? FireAt { get; init; }

    /// <summary>Why it failed.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Id of the execution that begins here, as Durable Task names it; set where it starts.</summary>
    public Guid? ExecutionId { get; init; }

    /// <summary>Events that came to the execution before and that it left unread.</summary>
    [JsonPropertyName("carried")]
    public IReadOnlyList<HistoryEvent>? CarryoverEvents { get; init; }
}
