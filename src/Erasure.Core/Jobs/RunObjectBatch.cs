using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Jobs;

/// <summary>One phase of some objects, several at once. An object that fails for a reason that may pass is tried again, on durable timers; so is one that is being restored from an archive, after the others.</summary>
public sealed class RunObjectBatch : TaskOrchestrator<ObjectBatch, Nothing>
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2)];

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, ObjectBatch input)
    {
        DateTimeOffset began = context.Now();
        JobWaits waits = new(context);
        Queue<string> waiting = new(input.ObjectIds);
        List<Task<bool>> running = [];
        Dictionary<Task<bool>, string> ids = [];
        List<string> restoring = [];
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (waiting.Count > 0 && running.Count < input.Limits.ConcurrentObjects)
            {
                string id = waiting.Dequeue();
                Task<bool> one = RunAsync(context, waits, input, id);
                running.Add(one);
                ids.Add(one, id);
            }

            Task<bool> ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (await ended)
            {
                restoring.Add(ids[ended]);
            }
        }

        if (restoring.Count > 0 && await waits.WaitAsync(input.Limits.RestoreCheck))
        {
            // As new each time, so that a restore of days leaves no long history.
            context.ContinueAsNew(input with { ObjectIds = restoring, RestoringSince = input.RestoringSince ?? began });
        }

        return Nothing.Value;
    }

    /// <returns>It is being restored.</returns>
    private static async Task<bool> RunAsync(TaskOrchestrationContext context, JobWaits waits, ObjectBatch batch, string objectId)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                bool awaits = !(context.Now() - batch.RestoringSince >= batch.Limits.RestorePatience);
                ObjectStep step = new(batch.JobId, objectId, IsLast: attempt == Waits.Length, awaits);
                ObjectStepResult result = await context.CallActivityAsync<ObjectStepResult>(batch.Activity, step);
                if (!result.Again || step.IsLast)
                {
                    return result.IsRestoring;
                }
            }
            catch (TaskFailedException) when (attempt == Waits.Length)
            {
                // The records couldn't be written. The object stays where it was, and counts as failed at the end.
                return false;
            }
            catch (TaskFailedException)
            {
                // Tried again like any other failure that may pass.
            }

            if (!await waits.WaitAsync(Waits[attempt]))
            {
                // The job is to stop: the object stays where it was.
                return false;
            }
        }
    }
}

/// <summary>Input of <see cref="RunObjectBatch"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Activity">The phase.</param>
/// <param name="ObjectIds">The objects.</param>
/// <param name="Limits">How many at once, and how long an archive is waited for.</param>
public sealed record ObjectBatch(string JobId, string Activity, IReadOnlyList<string> ObjectIds, JobConfiguration Limits)
{
    /// <summary>Since when these objects are being restored; null where they aren't.</summary>
    public DateTimeOffset? RestoringSince { get; init; }
}
