using Erasure.Core.Deletion.Objects;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>One phase of some objects, several at once. An object that fails for a reason that may pass is tried again, on durable timers, and holds up no other meanwhile; so is one that is being restored from an archive, after the others.</summary>
public sealed class RunObjectBatch : TaskOrchestrator<ObjectBatch, Nothing>
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2)];

    private enum StepEnd
    {
        Done,
        Restoring,
        Again,
    }

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(TaskOrchestrationContext context, ObjectBatch input)
    {
        DateTimeOffset began = context.Now();
        JobWaits waits = new(context);
        Queue<Attempt> next = new(input.ObjectIds.Select(static id => new Attempt(id, 0)));
        List<(Task<StepEnd> Step, Attempt Of)> running = [];
        List<(Task<bool> Wait, Attempt Next)> waiting = [];
        List<string> restoring = [];
        while (next.Count > 0 || running.Count > 0 || waiting.Count > 0)
        {
            while (next.Count > 0 && running.Count < input.Limits.ConcurrentObjects)
            {
                Attempt attempt = next.Dequeue();
                running.Add((RunAsync(context, input, attempt), attempt));
            }

            await Task.WhenAny([.. running.Select(static one => one.Step), .. waiting.Select(static one => one.Wait)]);
            foreach ((Task<StepEnd> step, Attempt attempt) in running.Where(static one => one.Step.IsCompleted).ToList())
            {
                running.Remove((step, attempt));
                switch (await step)
                {
                    case StepEnd.Restoring:
                        restoring.Add(attempt.ObjectId);
                        break;
                    case StepEnd.Again:
                        waiting.Add((waits.WaitAsync(Waits[attempt.Number]), attempt with { Number = attempt.Number + 1 }));
                        break;
                }
            }

            foreach ((Task<bool> wait, Attempt attempt) in waiting.Where(static one => one.Wait.IsCompleted).ToList())
            {
                // Where the job is to stop, the object stays where it was.
                waiting.Remove((wait, attempt));
                if (await wait)
                {
                    next.Enqueue(attempt);
                }
            }
        }

        if (restoring.Count > 0 && await waits.WaitAsync(input.Limits.RestoreCheck))
        {
            // As new each time, so that a restore of days leaves no long history.
            context.ContinueAsNew(input with { ObjectIds = restoring, RestoringSince = input.RestoringSince ?? began });
        }

        return Nothing.Value;
    }

    private static async Task<StepEnd> RunAsync(TaskOrchestrationContext context, ObjectBatch batch, Attempt attempt)
    {
        bool isLast = attempt.Number == Waits.Length;
        try
        {
            bool awaits = !(context.Now() - batch.RestoringSince >= batch.Limits.RestorePatience);
            ObjectStepResult result = await context.CallAsync(ObjectActivity.Named(batch.Activity), new ObjectStep(batch.JobId, attempt.ObjectId, isLast, awaits));
            return result.Again && !isLast ? StepEnd.Again
                : result.IsRestoring ? StepEnd.Restoring
                : StepEnd.Done;
        }
        catch (TaskFailedException)
        {
            // The records couldn't be written. An object that fails so at last stays where it was, and counts as failed at the end.
            return isLast ? StepEnd.Done : StepEnd.Again;
        }
    }

    private readonly record struct Attempt(string ObjectId, int Number);
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
