using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>An orchestrator broke the rules of replay: it awaited something other than its <see cref="TaskOrchestrationContext"/>, or depends on something other than that and its input.</summary>
public sealed class NonDeterministicOrchestrationException(string message) : Exception(message)
{
    /// <summary>Its type in a kept failure, as it was first written.</summary>
    internal const string StoredType = "Erasure.Embedded.Engine.Execution.NonDeterministicWorkflowException";
}
