using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Lists the objects of a job's mappers, and plans those that are new or have changed since they were searched.</summary>
internal sealed class PlanRound(JobSessions sessions, JobStore store, ILakeStores stores) : Activity<PlanRoundInput, PlanRoundResult>
{
    public override async Task<PlanRoundResult> RunAsync(ActivityContext context, PlanRoundInput input, CancellationToken cancellationToken)
    {
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session is null)
        {
            return new PlanRoundResult(0, Stopped: true);
        }

        List<string> notSearched = [];
        long planned = 0;
        foreach (DataMapper mapper in session.Mappers)
        {
            if (session.Predicate(mapper) is null)
            {
                notSearched.Add(mapper.Id);
                continue;
            }

            planned += await PlanAsync(session, mapper, input.Round, cancellationToken);
        }

        DeletionJob? job = await store.ChangeAsync(
            input.JobId,
            before => before.State > DeletionJobState.Running ? null : before with { State = DeletionJobState.Running, NotSearched = notSearched },
            cancellationToken);
        if (job is null)
        {
            // Released while this was listing: what was added since is nobody's.
            await store.DeleteObjectsAsync(input.JobId, cancellationToken);
        }

        return new PlanRoundResult(planned, Stopped: false);
    }

    private async Task<long> PlanAsync(JobSession session, DataMapper mapper, int round, CancellationToken cancellationToken)
    {
        IObjectStore objects = await stores.OfAsync(mapper, cancellationToken);
        long planned = 0;
        await Parallel.ForEachAsync(
            MapperListing.ListAsync(objects, mapper, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (info, token) =>
            {
                JobObject? item = await store.PutObjectAsync(
                    session.Job.Id,
                    session.IdOf(mapper.Id, info.Key),
                    before => before is null ? session.NewObject(mapper.Id, info, round) : Replan(before, info, round),
                    token);
                if (item?.Round == round && item.State is JobObjectState.Planned or JobObjectState.Found)
                {
                    Interlocked.Increment(ref planned);
                }
            });
        return planned;
    }

    private static JobObject? Replan(JobObject before, LakeObject info, int round) =>
        before.Round == round || before.SearchedVersion == info.Version
            ? null
            : before with { State = JobObjectState.Planned, Round = round, PlannedVersion = info.Version, IsBeyondQueries = info.IsBeyondQueries, SearchedVersion = null, Code = null, Detail = null };
}

/// <summary>Input of <see cref="PlanRound"/>.</summary>
internal sealed record PlanRoundInput(string JobId, int Round);

/// <summary>Output of <see cref="PlanRound"/>.</summary>
/// <param name="Objects">How many objects are to be searched.</param>
/// <param name="Stopped">The job is canceled or over.</param>
internal sealed record PlanRoundResult(long Objects, bool Stopped);
