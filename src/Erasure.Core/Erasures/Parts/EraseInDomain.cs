using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Parts;

/// <summary>One domain's part of an erasure; instance <c>{erasure id}:{domain}</c>. Ends when its part is over.</summary>
public sealed class EraseInDomain : TaskOrchestrator<DomainTask, DomainEnd>
{
    /// <inheritdoc/>
    /// <remarks>Restarted under another id it does nothing: the domain would be asked by two.</remarks>
    public override Task<DomainEnd> RunAsync(TaskOrchestrationContext context, DomainTask input) =>
        context.InstanceId == input.InstanceId ? new DomainRun(context, input).RunAsync() : Task.FromResult(new DomainEnd(input.Domain, input.State));
}
