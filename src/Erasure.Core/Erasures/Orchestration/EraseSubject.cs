using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Erasures.Orchestration;

/// <summary>A whole erasure: has every domain erase in parallel, and ends when nothing is owed any more, or a human ends it. Instance id: the erasure's.</summary>
public sealed class EraseSubject : TaskOrchestrator<EraseSubjectInput, EraseSubjectResult?>
{
    /// <summary>The event that tells it that the same was asked for again; the record says when.</summary>
    internal const string AskedAgainEvent = "asked-again";

    /// <inheritdoc/>
    public override async Task<EraseSubjectResult?> RunAsync(TaskOrchestrationContext context, EraseSubjectInput input)
    {
        if (context.InstanceId != input.ErasureId)
        {
            // Restarted under another id: whoever sends it events, or stops it, goes by the erasure's.
            return null;
        }

        ErasurePlan? plan = await context.CallAsync(BeginErasure.Name, input, ActivityRetries.Standard);
        return plan is null ? null : await new ErasureRun(context, input.ErasureId, plan).RunAsync();
    }
}
