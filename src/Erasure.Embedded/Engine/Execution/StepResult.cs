using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>What an orchestrator decided in one step, to be committed as a whole.</summary>
internal sealed record StepResult
{
    /// <summary>Where the instance is now: running, or how it ended.</summary>
    public required RuntimeStatus Status { get; init; }

    /// <summary>Activities, children, timers and events it asked for, in order.</summary>
    public IReadOnlyList<HistoryEvent> Scheduled { get; init; } = [];

    /// <summary>It set the custom status.</summary>
    public bool SetsCustomStatus { get; init; }

    /// <summary>To this.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>Its output, or the input of the execution that follows.</summary>
    public string? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Events the execution that follows shall see first.</summary>
    public IReadOnlyList<HistoryEvent> CarryoverEvents { get; init; } = [];

    /// <summary>Nothing was decided on the new events, since what came before can't be read: those that were raised are left to the instance that begins in its place.</summary>
    public bool LeavesEvents { get; init; }
}
