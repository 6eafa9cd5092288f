using Erasure.Core.Durable;

namespace Erasure.Core.Workflows;

/// <summary>One domain's part of an erasure; instance <c>{erasure id}:{domain}</c>. Ends when its part is over.</summary>
public sealed class EraseInDomain : Workflow<DomainTask, DomainEnd>
{
    /// <inheritdoc/>
    public override Task<DomainEnd> RunAsync(IWorkflowContext context, DomainTask input) => new DomainRun(context, input).RunAsync();
}
