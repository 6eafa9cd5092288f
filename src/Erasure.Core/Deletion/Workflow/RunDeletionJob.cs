using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Erases in the lake what is queued: gather, plan, find, forget, verify; then the same over what changed or appeared meanwhile, some rounds at most; then clean up.</summary>
public sealed class RunDeletionJob : TaskOrchestrator<JobRun, Nothing>
{
    /// <summary>Steps before it continues as new: each adds up to eight events to a history that is to stay under 300.</summary>
    internal const int StepsPerExecution = 32;

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, JobRun input)
    {
        if (context.InstanceId != input.JobId)
        {
            // Restarted under another id, which nobody looks after.
            return Nothing.Value;
        }

        JobSteps steps = new(context, input);
        while (!steps.IsOver)
        {
            if (steps.Count >= StepsPerExecution)
            {
                context.ContinueAsNew(steps.Run);
                return Nothing.Value;
            }

            await steps.GoOnAsync(StepsPerExecution - steps.Count);
        }

        return Nothing.Value;
    }
}
