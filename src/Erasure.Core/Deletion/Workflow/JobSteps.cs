using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>One execution of <see cref="RunDeletionJob"/>: a step of the phase that it is in, again and again.</summary>
internal sealed class JobSteps(TaskOrchestrationContext context, JobRun start)
{
    /// <summary>Mappers that are listed at once: one whose store is away doesn't hold the others up.</summary>
    private const int MappersAtOnce = 8;

    private readonly JobWaits waits = new(context);

    /// <summary>Where the job is.</summary>
    public JobRun Run { get; private set; } = start;

    /// <summary>Steps done: activities, batches.</summary>
    public int Count { get; private set; }

    /// <summary>The job has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Does what is next.</summary>
    /// <param name="most">Children at most.</param>
    public Task GoOnAsync(int most) => Run.Phase switch
    {
        JobPhase.Begin => BeginAsync(),
        JobPhase.Gather => GatherAsync(),
        JobPhase.Plan => PlanAsync(most),
        JobPhase.Query => QueryAsync(),
        JobPhase.Find or JobPhase.Forget or JobPhase.Verify => RunBatchesAsync(most),
        JobPhase.Tally => TallyAsync(),
        JobPhase.Settle => SettleAsync(),
        JobPhase.Drop => DropAsync(),
        _ => EndAsync(),
    };

    private async Task BeginAsync()
    {
        BeginJobResult begun = await CallAsync(BeginJob.Name, Run.JobId);
        Run = Run.Enter(JobPhase.Gather) with { Mappers = begun.Mappers, QueriedMappers = begun.QueriedMappers, IsDryRun = begun.IsDryRun, Round = begun.Round, FirstRound = begun.Round, ListsAtEnd = begun.ListsAtEnd, MostExtraRounds = begun.MostExtraRounds, Events = begun.Events };
    }

    private async Task GatherAsync()
    {
        GatherMatchesResult gathered = await CallAsync(GatherMatches.Name, new GatherMatchesInput(Run.JobId, Run.Next, Run.After));
        Run = Run with { Next = gathered.Chunk, After = gathered.After, Matches = Run.Matches + gathered.Matches };
        if (gathered.IsDone)
        {
            await RecordAsync("MatchesGathered", Run.Matches);
            Run = Run.Enter(Run.Matches == 0 ? JobPhase.Tally : JobPhase.Plan);
        }
    }

    private async Task PlanAsync(int most)
    {
        if (Run.Next == Run.Mappers.Count && Run.Round > Run.LastRound)
        {
            if (!Run.IsExtra || !Run.IsListed)
            {
                Run = Run.Enter(JobPhase.Tally);
                return;
            }

            Run = Run with { ExtraRounds = Run.ExtraRounds + 1 };
        }

        if (Run.Next == Run.Mappers.Count)
        {
            await RecordAsync("QueryPlanningComplete", Run.Objects);

            // What changed since is known one by one: a query would read the whole table for it.
            Run = Run.Enter(Run.Round == Run.FirstRound ? JobPhase.Query : JobPhase.Find) with { ObjectsOfRound = 0 };
            return;
        }

        JobChildren<PlanEnded> children = new(context, waits);
        List<(string Mapper, JobChild<PlanEnded> Plan)> plans = [];
        foreach (string mapper in Run.Mappers.Skip(Run.Next).Take(most))
        {
            if (children.Count == MappersAtOnce)
            {
                await children.EndOneAsync();
            }

            Count++;
            plans.Add((mapper, children.Start(nameof(PlanByListing), new PlanRun(Run.JobId, mapper, Run.Round) { IsLast = Run.Round > Run.LastRound && !Run.IsExtra, IsExtra = Run.IsExtra && !Run.GoesOn }, $"{Run.ChildPrefix}:{Run.Round}:plan:{mapper}")));
        }

        await children.EndAllAsync();
        foreach ((string mapper, JobChild<PlanEnded> plan) in plans)
        {
            await EndPlanAsync(mapper, plan.Task);
        }
    }

    private async Task EndPlanAsync(string mapper, Task<PlanEnded> plan)
    {
        PlanEnded ended;
        try
        {
            ended = await plan;
        }
        catch (TaskFailedException)
        {
            await CallAsync(FailMapper.Name, new FailMapperInput(Run.JobId, mapper, JobCodes.FindFailed));
            ended = new PlanEnded(0, IsSearched: true, JobCodes.FindFailed);
        }

        if (ended.Code is { } code)
        {
            await RecordAsync("FindFailed", 0, mapper, code);
        }

        Run = Run with
        {
            Next = Run.Next + 1,
            Objects = Run.Objects + ended.Objects,
            IsListed = Run.IsListed || ended.IsListed,
            NotSearched = ended.IsSearched || Run.NotSearched.Contains(mapper) ? Run.NotSearched : [.. Run.NotSearched, mapper],
        };
    }

    // One mapper after the other: together they would exceed the service's quota.
    private async Task QueryAsync()
    {
        if (Run.Next == Run.QueriedMappers.Count)
        {
            Run = Run.Enter(JobPhase.Find);
            return;
        }

        string mapper = Run.QueriedMappers[Run.Next];
        Count++;
        QueriesEnded ended;
        JobChildren<QueriesEnded> child = new(context, waits);
        JobChild<QueriesEnded> queries = child.Start(nameof(FindByQueries), new QueryRun(Run.JobId, mapper), $"{Run.ChildPrefix}:query:{mapper}");
        await child.EndAllAsync();
        try
        {
            ended = await queries.Task;
        }
        catch (TaskFailedException)
        {
            // Its manifest couldn't be removed: ending the job tries again.
            await CallAsync(FailMapper.Name, new FailMapperInput(Run.JobId, mapper, JobCodes.FindFailed));
            ended = new QueriesEnded(0, JobCodes.FindFailed);
        }

        await RecordAsync(ended.Code is null ? "QueriesSucceeded" : "FindFailed", ended.Queries, mapper, ended.Code);
        Run = Run with { Next = Run.Next + 1 };
    }

    /// <summary>Runs the phase's batches, some at once; to the end, or until there are enough for one history.</summary>
    private async Task RunBatchesAsync(int most)
    {
        JobChildren<Nothing> running = new(context, waits);
        bool isOver = false;
        for (int batches = 0; batches < most; batches++)
        {
            ListObjectsResult next = await CallAsync(
                ListObjects.Name, new ListObjectsInput(Run.JobId, StateOf(Run.Phase), Run.Round, Run.After, Run.Limits.BatchSize));
            isOver = next.Ids.Count == 0;
            if (isOver)
            {
                break;
            }

            if (Run.After is null)
            {
                await RecordAsync($"{Run.Phase}PhaseStarted", 0);
            }

            // Of one that fails the objects stay where they were, and count as failed at the end.
            _ = running.Start(
                nameof(RunObjectBatch),
                new ObjectBatch(Run.JobId, ActivityOf(Run.Phase), next.Ids, Run.Limits),
                $"{Run.ChildPrefix}:{Run.Round}:{Run.Phase}:{Run.Objects}");
            Run = Run with { After = next.Ids[^1], Objects = Run.Objects + next.Ids.Count, ObjectsOfRound = Run.ObjectsOfRound + next.Ids.Count };
            if (running.Count >= Run.Limits.ConcurrentBatches)
            {
                Count++;
                await running.EndOneAsync();
            }
        }

        Count += running.Count;
        await running.EndAllAsync();

        if (isOver)
        {
            if (Run.Objects > 0)
            {
                await RecordAsync(Run.Phase == JobPhase.Verify ? "Verified" : $"{Run.Phase}PhaseEnded", Run.Objects);
            }

            Run = NextPhase(Run);
        }
    }

    // A round that had nothing to do is the last: nothing has changed since what was searched. Behind the last that may be, something may have.
    private static JobRun NextPhase(JobRun run) => run switch
    {
        { IsDryRun: true } => run.Enter(JobPhase.Tally),
        { Phase: not JobPhase.Verify } => run.Enter(run.Phase + 1),
        { ObjectsOfRound: > 0 } when run.Round < run.LastRound || run.ListsAtEnd => Plan(run),

        // A query sees what came after the listing, and nobody has planned that.
        { QueriedMappers.Count: > 0, MostExtraRounds: > 0 } when run.Round == run.FirstRound => Plan(run),
        _ => run.Enter(JobPhase.Tally),
    };

    // What is found where it went, an extra round erases, and another one looks whether that was all.
    private static JobRun Plan(JobRun run) => run.Enter(JobPhase.Plan) with { Round = run.Round + 1, IsListed = false, GoesOn = run.ExtraRounds > 0 && run.Objects > 0 };

    private async Task TallyAsync()
    {
        TallyObjectsResult tally = await CallAsync(TallyObjects.Name, new TallyObjectsInput(Run.JobId, Run.IsDryRun, Run.LastRound, Run.After, Run.Totals));
        Run = Run with { After = tally.After, Totals = tally.Mappers };
        if (tally.IsDone)
        {
            await CallAsync(ConcludeJob.Name, new ConcludeJobInput(Run.JobId, Run.Matches, Run.NotSearched, Run.Totals) { LastRound = Run.LastRound });
            Run = Run.Enter(JobPhase.Settle);
        }
    }

    private async Task SettleAsync()
    {
        try
        {
            SettleMatchesResult settled = await CallAsync(SettleMatches.Name, new SettleMatchesInput(Run.JobId, Run.Next, Run.Settled));
            Run = Run with { Next = settled.Chunk, Settled = settled.Item, Kept = Run.Kept + settled.Kept };
            if (settled.IsDone)
            {
                await RecordAsync(Run.Kept == 0 ? "CleanupCompleted" : "CleanupSkipped", Run.Kept == 0 ? Run.Matches : Run.Kept);
                Run = Run.Enter(JobPhase.Drop);
            }
        }
        catch (TaskFailedException)
        {
            // What stays in the queue is safe there: the next job finds nothing of it.
            await RecordAsync("CleanupFailed", Run.Kept, code: JobCodes.CleanupFailed);
            Run = Run.Enter(JobPhase.Drop) with { IsCleanupFailed = true };
        }
    }

    private async Task DropAsync()
    {
        DropObjectsResult dropped = await CallAsync(DropObjects.Name, new DropObjectsInput(Run.JobId, Run.After) { IsCleared = Run is { IsDryRun: false, IsCleanupFailed: false, Kept: 0 } });
        Run = dropped.IsDone ? Run.Enter(JobPhase.End) : Run with { After = dropped.After };
    }

    private async Task EndAsync()
    {
        await CallAsync(EndJob.Name, new EndJobInput(Run.JobId, Run.IsDryRun ? Run.Matches : Run.Kept, Run.IsCleanupFailed));
        IsOver = true;
    }

    private Task<TOutput> CallAsync<TInput, TOutput>(ActivityName<TInput, TOutput> activity, TInput input)
    {
        Count++;
        return waits.CallAsync(activity, input);
    }

    private async Task RecordAsync(string name, long count, string? mapper = null, string? code = null)
    {
        await CallAsync(RecordJobEvent.Name, new RecordJobEventInput(Run.JobId, Run.Events, name, Run.Round, count, mapper, code));
        Run = Run with { Events = Run.Events + 1 };
    }

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
