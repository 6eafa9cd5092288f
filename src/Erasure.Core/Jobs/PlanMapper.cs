using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Lists a mapper's objects, some at a time, and plans those that are new or have changed since they were searched.</summary>
internal sealed class PlanMapper(JobSessions sessions, JobStore store, MapperTroubles troubles, ILakeStores stores) : Activity<PlanMapperInput, PlanMapperResult>
{
    /// <summary>Objects that one run plans: some seconds' work.</summary>
    private const int PageSize = 10_000;

    public override async Task<PlanMapperResult> RunAsync(ActivityContext context, PlanMapperInput input, CancellationToken cancellationToken)
    {
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session?.Mappers.FirstOrDefault(known => known.Id == input.Mapper) is not { } mapper
            || await store.GetMapperAsync(input.JobId, input.Mapper, cancellationToken) is not { Code: null } progress)
        {
            return new PlanMapperResult(0, IsDone: true, IsSearched: true);
        }

        long planned = progress.Round == input.Round ? progress.Planned : 0;
        if (progress.Round == input.Round && progress.IsPlanned)
        {
            return new PlanMapperResult(planned, IsDone: true, IsSearched: true);
        }

        if (session.Predicate(mapper) is null)
        {
            return new PlanMapperResult(0, IsDone: true, IsSearched: false);
        }

        byte[]? from = progress.Round == input.Round ? progress.SealedAfter : null;
        List<LakeObject> page;
        try
        {
            page = await PageAsync(mapper, from is null ? null : session.Open(from), cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await troubles.ReportAsync(input.JobId, input.Mapper, failure, cancellationToken))
            {
                throw;
            }

            return new PlanMapperResult(0, IsDone: true, IsSearched: true) { Code = JobCodes.FindFailed };
        }

        planned += await PlanAsync(session, mapper, page, input.Round, cancellationToken);
        bool isDone = page.Count < PageSize;
        await store.ChangeMapperAsync(
            input.JobId,
            input.Mapper,
            before => before with { Round = input.Round, SealedAfter = isDone ? null : session.Seal(page[^1].Key), Planned = planned, IsPlanned = isDone, Reason = null, Detail = null },
            cancellationToken);
        return new PlanMapperResult(planned, isDone, IsSearched: true);
    }

    private async Task<List<LakeObject>> PageAsync(DataMapper mapper, string? after, CancellationToken cancellationToken)
    {
        IObjectStore objects = await stores.OfAsync(mapper, cancellationToken);
        List<LakeObject> page = [];
        await foreach (LakeObject info in MapperListing.ListAsync(objects, mapper, after, cancellationToken))
        {
            page.Add(info);
            if (page.Count == PageSize)
            {
                break;
            }
        }

        return page;
    }

    private async Task<long> PlanAsync(JobSession session, DataMapper mapper, List<LakeObject> page, int round, CancellationToken cancellationToken)
    {
        long planned = 0;
        await Parallel.ForEachAsync(
            page,
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
                    await RestoreAsync(session, mapper, info, token);
                }
            });
        return planned;
    }

    // Restores take hours, so those of all archived objects begin before the first of them has its turn.
    private async Task RestoreAsync(JobSession session, DataMapper mapper, LakeObject info, CancellationToken cancellationToken)
    {
        if (!session.Job.IsDryRun && info.Current is { Hindrance: Hindrance.Archived { Restoring: false } } && await stores.OfAsync(mapper, cancellationToken) is IVersionedObjectStore archive)
        {
            try
            {
                await archive.RequestRestoreAsync(info.Key, versionId: null, cancellationToken);
            }
            catch (StoreException)
            {
                // Asked for again when its turn comes, which tells what is wrong.
            }
        }
    }

    private static JobObject? Replan(JobObject before, LakeObject info, int round) =>
        before.Round == round || before.SearchedVersion == info.Version
            ? null
            : before with { State = JobObjectState.Planned, Round = round, PlannedVersion = info.Version, Length = info.Length, IsBeyondQueries = info.IsBeyondQueries, SearchedVersion = null, Code = null, Detail = null, MayHold = null };
}

/// <summary>Input of <see cref="PlanMapper"/>.</summary>
internal sealed record PlanMapperInput(string JobId, string Mapper, int Round);

/// <summary>Output of <see cref="PlanMapper"/>.</summary>
/// <param name="Objects">How many of the mapper's objects are to be searched in this round, so far.</param>
/// <param name="IsDone">There are no more, or the job is to stop.</param>
/// <param name="IsSearched">False where no match asks anything of the mapper.</param>
internal sealed record PlanMapperResult(long Objects, bool IsDone, bool IsSearched)
{
    /// <summary>Why the mapper is given up; null where it isn't.</summary>
    public string? Code { get; init; }
}
