using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Erases in the lake: plan, find, forget, verify; then the same over what changed or appeared meanwhile, some rounds at most; then clean up.</summary>
public sealed class RunDeletionJob : Workflow<JobRun, Nothing>
{
    /// <summary>Batches before it continues as new: each adds four events to a history that is to stay under 300.</summary>
    internal const int BatchesPerExecution = 40;

    private static readonly RetryPolicy Retry = new(5, TimeSpan.FromSeconds(5), BackoffCoefficient: 4, MaxRetryInterval: TimeSpan.FromMinutes(10));

    /// <inheritdoc/>
    public override async Task<Nothing> RunAsync(IWorkflowContext context, JobRun input)
    {
        JobRun run = input;
        int batches = 0;
        while (run.Phase != JobPhase.Finish)
        {
            if (batches >= BatchesPerExecution)
            {
                context.ContinueAsNew(run);
                return Nothing.Value;
            }

            if (run.Phase == JobPhase.Plan)
            {
                run = await PlanAsync(context, run);
                batches++;
            }
            else
            {
                (run, int done) = await RunBatchesAsync(context, run, BatchesPerExecution - batches);
                batches += done;
            }
        }

        await context.CallActivityAsync<Nothing>(nameof(FinishJob), run.JobId, Retry);
        return Nothing.Value;
    }

    private static async Task<JobRun> PlanAsync(IWorkflowContext context, JobRun run)
    {
        PlanRoundResult plan = await context.CallActivityAsync<PlanRoundResult>(nameof(PlanRound), new PlanRoundInput(run.JobId, run.Round), Retry);
        await RecordAsync(context, run, "QueryPlanningComplete", plan.Objects);
        return run with { Phase = plan.Objects == 0 || plan.Stopped ? JobPhase.Finish : JobPhase.Find, After = null, Objects = 0 };
    }

    /// <summary>Runs the phase's batches, some at once; to the end, or until there are enough for one history.</summary>
    private static async Task<(JobRun Run, int Batches)> RunBatchesAsync(IWorkflowContext context, JobRun run, int most)
    {
        if (run.After is null)
        {
            await RecordAsync(context, run, $"{run.Phase}PhaseStarted", 0);
        }

        List<Task<Nothing>> running = [];
        int batches = 0;
        bool isOver = false;
        while (!isOver && batches < most)
        {
            ListObjectsResult next = await context.CallActivityAsync<ListObjectsResult>(
                nameof(ListObjects),
                new ListObjectsInput(run.JobId, StateOf(run.Phase), run.Round, run.After, run.Limits.BatchSize),
                Retry);
            isOver = next.Ids.Count == 0;
            if (isOver)
            {
                break;
            }

            running.Add(context.CallSubOrchestratorAsync<Nothing>(
                nameof(RunObjectBatch),
                new ObjectBatch(run.JobId, ActivityOf(run.Phase), next.Ids, run.Limits),
                $"{run.JobId}:{run.Round}:{run.Phase}:{run.Objects}"));
            run = run with { After = next.Ids[^1], Objects = run.Objects + next.Ids.Count };
            batches++;
            if (running.Count >= run.Limits.ConcurrentBatches)
            {
                await EndOneAsync(running);
            }
        }

        while (running.Count > 0)
        {
            await EndOneAsync(running);
        }

        if (!isOver)
        {
            return (run, batches);
        }

        await RecordAsync(context, run, run.Phase == JobPhase.Verify ? "Verified" : $"{run.Phase}PhaseEnded", run.Objects);
        return (Next(run), batches + 1);
    }

    private static JobRun Next(JobRun run) => run.Phase switch
    {
        JobPhase.Verify when run.Round < run.Limits.VerifyRounds => run with { Phase = JobPhase.Plan, Round = run.Round + 1, After = null, Objects = 0 },
        JobPhase.Verify => run with { Phase = JobPhase.Finish },
        _ => run with { Phase = run.Phase + 1, After = null, Objects = 0 },
    };

    private static async Task EndOneAsync(List<Task<Nothing>> running)
    {
        Task<Nothing> ended = await Task.WhenAny(running);
        running.Remove(ended);
        try
        {
            await ended;
        }
        catch (TaskFailedException)
        {
            // Its objects stay where they were, and count as failed at the end.
        }
    }

    private static Task<Nothing> RecordAsync(IWorkflowContext context, JobRun run, string name, long objects) =>
        context.CallActivityAsync<Nothing>(nameof(RecordJobEvent), new RecordJobEventInput(run.JobId, name, run.Round, objects), Retry);

    private static JobObjectState StateOf(JobPhase phase) => phase switch
    {
        JobPhase.Find => JobObjectState.Planned,
        JobPhase.Forget => JobObjectState.Found,
        _ => JobObjectState.Erased,
    };

    private static string ActivityOf(JobPhase phase) => phase switch
    {
        JobPhase.Find => nameof(FindInObject),
        JobPhase.Forget => nameof(ForgetInObject),
        _ => nameof(VerifyObject),
    };
}
