using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>One phase of some objects, several at once. An object that fails for a reason that may pass is tried again, on durable timers.</summary>
public sealed class RunObjectBatch : Workflow<ObjectBatch, Nothing>
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2)];

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(IWorkflowContext context, ObjectBatch input)
    {
        Queue<string> waiting = new(input.ObjectIds);
        List<Task> running = [];
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (waiting.Count > 0 && running.Count < input.Concurrency)
            {
                running.Add(RunAsync(context, input, waiting.Dequeue()));
            }

            Task ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }

        return Nothing.Value;
    }

    private static async Task RunAsync(IWorkflowContext context, ObjectBatch batch, string objectId)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                ObjectStep step = new(batch.JobId, objectId, IsLast: attempt == Waits.Length);
                if (!(await context.CallActivityAsync<ObjectStepResult>(batch.Activity, step)).Again || step.IsLast)
                {
                    return;
                }
            }
            catch (TaskFailedException) when (attempt == Waits.Length)
            {
                // The records couldn't be written. The object stays where it was, and counts as failed at the end.
                return;
            }
            catch (TaskFailedException)
            {
                // Tried again like any other failure that may pass.
            }

            await context.CreateTimer(context.CurrentUtcDateTime + Waits[attempt], CancellationToken.None);
        }
    }
}

/// <summary>Input of <see cref="RunObjectBatch"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Activity">The phase.</param>
/// <param name="ObjectIds">The objects.</param>
/// <param name="Concurrency">How many at once.</param>
public sealed record ObjectBatch(string JobId, string Activity, IReadOnlyList<string> ObjectIds, int Concurrency);
