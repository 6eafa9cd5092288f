using Microsoft.DurableTask;

namespace Erasure.Core.Workflows;

/// <summary>One domain's part of an erasure; instance <c>{erasure id}:{domain}</c>. Ends when its part is over.</summary>
public sealed class EraseInDomain : TaskOrchestrator<DomainTask, DomainEnd>
{
    /// <inheritdoc/>
    public override Task<DomainEnd> RunAsync(TaskOrchestrationContext context, DomainTask input) => new DomainRun(context, input).RunAsync();
}
