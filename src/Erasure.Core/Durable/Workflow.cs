namespace Erasure.Core.Durable;

/// <summary>An orchestrator: it decides, and does no I/O. Made anew for each replay with a parameterless constructor.</summary>
public abstract class Workflow<TInput, TOutput>
{
    /// <summary>The orchestration; see the remarks on <see cref="IWorkflowContext"/>.</summary>
    public abstract Task<TOutput> RunAsync(IWorkflowContext context, TInput input);
}
