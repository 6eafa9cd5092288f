using Microsoft.DurableTask;

namespace Erasure.Core.Workflows;

/// <summary>A whole erasure: has every domain erase in parallel, and ends when nothing is owed any more, or a human ends it. Instance id: the erasure's.</summary>
public sealed class EraseSubject : TaskOrchestrator<EraseSubjectInput, EraseSubjectResult?>
{
    /// <inheritdoc/>
    public override async Task<EraseSubjectResult?> RunAsync(TaskOrchestrationContext context, EraseSubjectInput input)
    {
        ErasurePlan? plan = await context.CallActivityAsync<ErasurePlan?>(nameof(BeginErasure), input, Retries.Ours);
        return plan is null ? null : await new ErasureRun(context, input.ErasureId, plan).RunAsync();
    }
}
