namespace Erasure.Embedded.Engine.Execution;

/// <summary>An orchestrator broke the rules of replay: see the remarks on <see cref="Core.Durable.IWorkflowContext"/>.</summary>
public sealed class NonDeterministicWorkflowException(string message) : Exception(message);
