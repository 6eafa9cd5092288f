using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Operations;
using Erasure.Core.Records;
using Erasure.Core.Subjects;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Starts jobs, one at a time: who gets the claim makes the job, and whoever looks next finishes what he left.</summary>
/// <remarks>The claim is there for efficiency. Two jobs at once are correct too: objects are replaced only if they are what was read, and each job clears what it has verified itself.</remarks>
internal sealed class DeletionJobStarter(
    JobStore store,
    JobSessions sessions,
    LoneMatch lone,
    QueueStore queue,
    StartRequests starts,
    DataMappers mappers,
    IMapperChecks checks,
    MapperPlaces mapperPlaces,
    JobQueries queries,
    DeadJobSum sums,
    IRecordStore records,
    IDurableTaskClientProvider clients,
    OperationsConfiguration operations,
    TimeProvider time,
    LakeConfiguration? lake = null)
{
    // A backlog that a child waits in before anybody sees it may be long, and a job that is begun again for it is more to work off.
    private const int LongestBacklog = 64;
    private const int MostDoublings = 3;

    private static readonly RecordKey ClaimKey = new("deletion-job-claim", "lake");
    private static readonly RecordKey ScheduleKey = new("deletion-job-claim", "schedule");

    // What can't be read though this program wrote it will not be read the next time either.
    private const int MostBeginnings = 3;

    // When children of the running job are looked for again, in ticks; by each process for itself.
    private long nextLook;

    // Those that were there then.
    private HashSet<string> seen = [];

    /// <summary>There is a lake to work on.</summary>
    public bool HasLake => lake is not null;

    /// <summary>Starts a job now, unless one runs.</summary>
    /// <returns>The id of the job that runs now, and whether that is the one asked for.</returns>
    public Task<(string JobId, bool IsNew)> StartAsync(JobTrigger trigger, IReadOnlyList<string>? only, bool isDryRun, CancellationToken cancellationToken) =>
        StartAsync(new JobClaim(NewId(), trigger, only, isDryRun), cancellationToken);

    /// <summary>Starts a job now that only tells what would go by one match, which isn't queued, unless one runs.</summary>
    /// <returns>The id of the job that runs now, and whether that is the one asked for.</returns>
    public async Task<(string JobId, bool IsNew)> TryOutAsync(MatchRequest match, CancellationToken cancellationToken)
    {
        string id = NewId();
        byte[] key = await lone.WriteAsync(id, match, cancellationToken);
        (string jobId, _) = await StartAsync(new JobClaim(id, JobTrigger.Request, match.Mappers, IsDryRun: true) { WrappedKey = key }, cancellationToken);
        if (jobId != id)
        {
            await lone.RemoveAsync(id, cancellationToken);
        }

        return (jobId, jobId == id);
    }

    /// <summary>What is wrong with a match, by the mappers there are; empty where nothing is.</summary>
    public async Task<IReadOnlyList<FieldProblem>> CheckAsync(MatchRequest match, CancellationToken cancellationToken) =>
        new MatchChecks(await mappers.ListAsync(cancellationToken), time).Check(match);

    private string NewId() => $"{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private async Task<(string JobId, bool IsNew)> StartAsync(JobClaim mine, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await records.TryAddAsync(ClaimKey, mine, cancellationToken))
            {
                await CarryOutAsync(mine, cancellationToken);
                return (mine.JobId, true);
            }

            if (await FinishAsync(cancellationToken) is { } running)
            {
                return (running, false);
            }
        }
    }

    /// <summary>Does what is due: finishes starting and ending a job, and starts the next one where one is wanted.</summary>
    /// <returns>A job runs.</returns>
    public async Task<bool> LookAfterAsync(CancellationToken cancellationToken)
    {
        if (!HasLake)
        {
            return false;
        }

        while (await FinishAsync(cancellationToken) is null)
        {
            if (await DueAsync(cancellationToken) is not { } trigger)
            {
                return false;
            }

            await StartAsync(trigger, only: null, isDryRun: false, cancellationToken);
        }

        return true;
    }

    /// <summary>Has a job stop that isn't too far for that: its workflow is told at once, wherever it waits.</summary>
    /// <returns>The job as it is now; null where there is none.</returns>
    public async Task<DeletionJob?> StopAsync(string jobId, CancellationToken cancellationToken)
    {
        DeletionJob? job = await store.ChangeAsync(jobId, before => before.State <= DeletionJobState.Running ? before with { IsStopping = true } : null, cancellationToken);
        if (job is { IsStopping: true, State: <= DeletionJobState.Running })
        {
            await clients.GetClient().TryRaiseEventAsync(jobId, JobWaits.StopEvent, Nothing.Value, cancellationToken);
        }

        return job;
    }

    /// <summary>Has those told who waited for a job that is over.</summary>
    public async Task TellAsync(string jobId, CancellationToken cancellationToken)
    {
        if (await store.NextWaitingAsync(jobId, cancellationToken) is not null)
        {
            // Where it isn't started, they are being told.
            await clients.GetClient().TryScheduleAsync(nameof(TellErasures), $"{jobId}:tell", jobId, cancellationToken);
        }
    }

    /// <summary>Makes sure that the job of the claim runs, or that the claim is free where it is over.</summary>
    /// <returns>The job that runs; null where none does.</returns>
    private async Task<string?> FinishAsync(CancellationToken cancellationToken)
    {
        if (await records.GetAsync(ClaimKey, cancellationToken) is not { } stored)
        {
            return null;
        }

        JobClaim claim = stored.Read<JobClaim>();
        if (await CarryOutAsync(claim, cancellationToken))
        {
            return claim.JobId;
        }

        await records.TryDeleteAsync(ClaimKey, stored.Version, cancellationToken);
        return null;
    }

    /// <returns>False where the job is over.</returns>
    private async Task<bool> CarryOutAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        DeletionJob job = await store.GetAsync(claim.JobId, cancellationToken) ?? await MakeAsync(claim, cancellationToken);
        if (job.State.IsOver())
        {
            return false;
        }

        switch (await clients.GetClient().FindAsync(job.Id, cancellationToken))
        {
            case null:
            case { } unreadable when unreadable.Status() == OrchestrationRuntimeStatus.Failed && job.Beginnings < MostBeginnings && unreadable.IsUnreadable():
                await ScheduleAsync(job, cancellationToken);
                return true;
            case { } replaced when replaced.IsToStartAgain():
                await ScheduleAsync(job, cancellationToken);
                return true;
            case { } ended when ended.Status().IsTerminal():
                // Ended by force, or its own store was away for long: its matches are still queued, and go with the next job. What it deleted isn't missed there.
                await sums.SumUpAsync(job, cancellationToken);
                await store.ChangeAsync(
                    job.Id,
                    before => before.State.IsOver() ? null : before with { State = DeletionJobState.Failed, Code = JobCodes.Failed, WrappedKey = null, EndedAt = time.GetUtcNow() },
                    cancellationToken);
                sessions.Drop(job.Id);
                await queries.EndAsync(job.Id, cancellationToken);
                await store.DeleteManifestAsync(job.Id, cancellationToken);
                await TellAsync(job.Id, cancellationToken);
                return false;
            case { } running:
                return !await IsEndedAsync(job, running, cancellationToken) || await CarryOutAsync(claim, cancellationToken);
        }
    }

    /// <summary>A child that isn't there is waited for in vain, and Durable Task never ends who waits: the job is ended here, for another workflow to begin in its place.</summary>
    private async Task<bool> IsEndedAsync(DeletionJob job, OrchestrationMetadata running, CancellationToken cancellationToken)
    {
        TimeSpan now = time.Steady();
        TimeSpan idle = time.AgeOf(running.LastUpdatedAt);
        TimeSpan grace = operations.IntakeGrace;

        // Every erasure that waits for the job comes by here.
        if (idle < grace || now.Ticks < Interlocked.Read(ref nextLook))
        {
            return false;
        }

        Interlocked.Exchange(ref nextLook, (now + (grace / 2)).Ticks);
        bool isTurnPast = idle >= grace * LongestBacklog * (1 << Math.Clamp(job.Beginnings - 1, 0, MostDoublings));
        HashSet<string> before = seen;
        HashSet<string> there = [];
        foreach (string child in JobStatus.ChildrenOf(running))
        {
            if (await clients.GetClient().FindAsync(child, cancellationToken) is not null)
            {
                there.Add(child);
            }
            else if (isTurnPast || before.Contains(child))
            {
                // Nobody waits for that here: who looks next finds it ended, and why.
                await clients.GetClient().TerminateInstanceAsync(job.Id, new TerminateInstanceOptions(DurableClients.StartsAgain, Recursive: true), cancellationToken);
                return true;
            }
        }

        seen = there;
        return false;
    }

    private async Task<DeletionJob> MakeAsync(JobClaim claim, CancellationToken cancellationToken)
    {
        IReadOnlyList<DataMapper> all = await mappers.ListAsync(cancellationToken);
        List<string> chosen = [];
        foreach (DataMapper mapper in all.Where(mapper => claim.Mappers?.Contains(mapper.Id, StringComparer.OrdinalIgnoreCase) ?? true))
        {
            await store.TryAddMapperAsync(claim.JobId, await SnapshotAsync(mapper, cancellationToken), cancellationToken);
            chosen.Add(mapper.Id);
        }

        DeletionJob job = new()
        {
            Id = claim.JobId,
            Trigger = claim.Trigger,
            IsDryRun = claim.IsDryRun,
            Mappers = chosen,
            LeftOut = [.. all.Select(mapper => mapper.Id).Except(chosen)],
            CreatedAt = ErasureId.TimeOf(claim.JobId),
            WrappedKey = claim.WrappedKey ?? await sessions.NewKeyAsync(claim.JobId, cancellationToken),
        };
        await store.TryAddAsync(job, cancellationToken);
        await records.ChangeAsync<JobSchedule>(ScheduleKey, _ => new JobSchedule(job.CreatedAt), cancellationToken);
        return (await store.GetAsync(job.Id, cancellationToken))!;
    }

    // A table that can't be located fails its mapper's part of the job, and not the job.
    private async Task<JobMapper> SnapshotAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        JobMapper snapshot = new() { Mapper = mapper, Place = mapperPlaces.PlaceOf(mapper), Root = mapperPlaces.Root() };
        if (mapper.Table is null)
        {
            return snapshot;
        }

        (DataMapper located, IReadOnlyList<MapperProblem> problems) = await checks.AskAsync(mapper, cancellationToken);
        return problems.Count == 0
            ? snapshot with { Mapper = located }
            : snapshot with { Mapper = located, Code = JobCodes.FindFailed, Reason = problems[0].Code, Detail = string.Join("; ", problems.Select(problem => $"{problem.Code}: {problem.Path} {problem.Message}")) };
    }

    private async Task ScheduleAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        DeletionJob? begun = await store.ChangeAsync(job.Id, before => before with { Beginnings = before.Beginnings + 1 }, cancellationToken);

        // Where it isn't started, somebody else started it in between.
        await clients.GetClient().TryScheduleAsync(nameof(RunDeletionJob), job.Id, new JobRun(job.Id, lake!.Job) { Beginning = begun!.Beginnings }, cancellationToken);
    }

    private async Task<JobTrigger?> DueAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (await starts.DueAsync(now, cancellationToken) is { } wanted)
        {
            return wanted;
        }

        if (lake?.Job.Schedule is not { } interval)
        {
            return null;
        }

        // The first interval begins when somebody first looks.
        JobSchedule schedule = (await records.ChangeAsync<JobSchedule>(ScheduleKey, before => before ?? new JobSchedule(now), cancellationToken))!;
        return time.AgeOf(schedule.LastStart) >= interval && !await queue.IsEmptyAsync(cancellationToken) ? JobTrigger.Schedule : null;
    }

    private sealed record JobClaim(string JobId, JobTrigger Trigger, IReadOnlyList<string>? Mappers, bool IsDryRun)
    {
        /// <summary>The key of a manifest that is written already.</summary>
        public byte[]? WrappedKey { get; init; }
    }

    private sealed record JobSchedule(DateTimeOffset LastStart);
}
