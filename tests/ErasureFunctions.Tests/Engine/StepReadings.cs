using DurableTask.Core;
using DurableTask.Core.History;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Readings of Durable Task's steps.</summary>
internal static class StepReadings
{
    public static bool IsOver(this OrchestrationStatus status) =>
        status is OrchestrationStatus.Completed or OrchestrationStatus.Failed or OrchestrationStatus.Terminated or OrchestrationStatus.Canceled;

    /// <summary>The in-memory service would try these for ever; those of Azure drop them.</summary>
    public static bool IsForNobody(this TaskOrchestrationWorkItem step) =>
        step.OrchestrationRuntimeState.ExecutionStartedEvent is null && !step.NewMessages.Any(static message => message.Event is ExecutionStartedEvent);
}
