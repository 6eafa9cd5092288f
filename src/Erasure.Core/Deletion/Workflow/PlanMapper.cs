using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Lists a mapper's objects, some at a time, and plans those that are new or have changed since they were searched.</summary>
internal sealed class PlanMapper(JobSessions sessions, JobStore store, MapperTroubles troubles, ILakeStores stores, SeenPlaces places, EmptyPlaces empty, VanishedFolders vanished) : Activity<PlanMapper, PlanMapperInput, PlanMapperResult>
{
    public override async Task<PlanMapperResult> RunAsync(TaskActivityContext context, PlanMapperInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session?.Mappers.FirstOrDefault(known => known.Id == input.Mapper) is not { } mapper
            || await store.GetMapperAsync(input.JobId, input.Mapper, cancellationToken) is not { Code: null } progress
            || progress.Round > input.Round)
        {
            return new PlanMapperResult(0, IsDone: true, IsSearched: true);
        }

        long planned = progress.Round == input.Round ? progress.Planned : 0;
        if (progress.Round == input.Round && progress.IsPlanned)
        {
            return new PlanMapperResult(planned, IsDone: true, IsSearched: true) { IsListed = true };
        }

        if (session.Predicate(mapper) is null)
        {
            return new PlanMapperResult(0, IsDone: true, IsSearched: false);
        }

        if ((input.IsLast || input.IsExtra) && !(await store.MappersAsync(input.JobId, cancellationToken)).Any(known => known.MovedInRound == input.Round - 1))
        {
            return new PlanMapperResult(0, IsDone: true, IsSearched: true);
        }

        try
        {
            return await PlanPageAsync(session, mapper, input.IsLast, progress.Round == input.Round ? progress : progress with { Round = input.Round, SealedAfter = null, Planned = 0, Seen = 0, Skipped = [] }, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await troubles.ReportAsync(input.JobId, input.Mapper, failure, cancellationToken))
            {
                throw;
            }

            return new PlanMapperResult(planned, IsDone: true, IsSearched: true) { Code = JobCodes.FindFailed };
        }
    }

    private async Task<PlanMapperResult> PlanPageAsync(JobSession session, DataMapper mapper, bool isLast, JobMapper progress, CancellationToken cancellationToken)
    {
        string? after = progress.SealedAfter is null ? null : session.Open(progress.SealedAfter);
        PlanPage page = await PageAsync(session, mapper, after, cancellationToken);
        long seen = progress.Seen + page.Seen.Count;
        bool isEmptied = page.IsLast && seen == 0 && !mapper.MayBeEmpty;
        if (isEmptied && await JudgeAsync(session.Job.Id, mapper, missing: null, cancellationToken) is { } wrong)
        {
            throw wrong;
        }

        if (after is null && page.IsLast && !mapper.MayBeEmpty && await places.IsAnotherAsync(mapper, page.Seen, cancellationToken))
        {
            throw new NotListedException(NotListedException.ObjectsGone, "The mapper's folder is another one than before, and holds none of the objects that it held: check that the lake is mounted and nobody moved it; where a writer replaces the folder with all that is in it, say mayBeEmpty.");
        }

        (IReadOnlyList<string> gone, LostVolumes lost) = await vanished.LookAsync(session, mapper, await stores.OfAsync(mapper, cancellationToken), progress, after, page, isEmptied, cancellationToken);
        await places.AddAsync(mapper, page.Seen, lost, cancellationToken);
        if (page.IsLast)
        {
            await RemoveFoldersAsync(session, mapper, gone, cancellationToken);
        }

        if (isEmptied)
        {
            await places.EmptyAsync(mapper, await MarkAsync(mapper, cancellationToken), cancellationToken);
        }

        long planned = progress.Planned + (isLast ? await CountAsync(session, mapper, page.Objects, cancellationToken) : await PlanAsync(session, mapper, page.Objects, progress.Round, cancellationToken));
        await store.ChangeMapperAsync(
            session.Job.Id,
            mapper.Id,
            before => before.Round > progress.Round || (before.Round == progress.Round && !IsFrom(progress, before)) ? null : before with
            {
                Round = progress.Round,
                SealedAfter = page.IsLast ? null : session.Seal(page.Objects[^1].Key),
                Planned = planned,
                Seen = seen,
                Skipped = SkippedObjects.Plus(progress.Skipped, page.PassedBy, session.Names),
                HasFoldersGone = before.HasFoldersGone || gone.Count > 0,
                IsPlanned = page.IsLast,
                Reason = null,
                Detail = null,
            },
            cancellationToken);
        return new PlanMapperResult(planned, page.IsLast, IsSearched: true) { IsListed = true };
    }

    // Another worker may have listed on meanwhile.
    private static bool IsFrom(JobMapper read, JobMapper now) =>
        now.IsPlanned == read.IsPlanned && (now.SealedAfter ?? []).AsSpan().SequenceEqual(read.SealedAfter ?? []);

    private async Task<PlanPage> PageAsync(JobSession session, DataMapper mapper, string? after, CancellationToken cancellationToken)
    {
        try
        {
            return await PlanPage.ListAsync(await stores.OfAsync(mapper, cancellationToken), mapper, after, key => session.TakesAll(mapper, key), cancellationToken);
        }
        catch (NotListedException missing) when (missing.Reason == NotListedException.NoSuchPrefix)
        {
            if (await JudgeAsync(session.Job.Id, mapper, missing, cancellationToken) is null)
            {
                return PlanPage.Empty;
            }

            throw;
        }
    }

    // Only where each object that was ever seen there was deleted by a job of ours, and the place hasn't changed since, is nothing what there should be.
    private Task<NotListedException?> JudgeAsync(string jobId, DataMapper mapper, NotListedException? missing, CancellationToken cancellationToken) =>
        empty.JudgeAsync(mapper, missing, cancellationToken, async objects => (await store.TakenAwayAsync(jobId, objects, cancellationToken)).Count == objects.Count);

    private async Task<string?> MarkAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        await (await stores.OfAsync(mapper, cancellationToken)).MarkAsync(mapper.Folder.TrimEnd('/'), cancellationToken);

    // No object stands for a folder, and its name tells who the person was all the same. Something is to be mounted where objects are missing.
    private async Task RemoveFoldersAsync(JobSession session, DataMapper mapper, IReadOnlyList<string> gone, CancellationToken cancellationToken)
    {
        if (session.Job.IsDryRun)
        {
            return;
        }

        IObjectStore objects = await stores.OfAsync(mapper, cancellationToken);
        await foreach (string folder in objects.ListEmptyFoldersAsync(mapper.Folder.TrimEnd('/'), cancellationToken))
        {
            if (session.TakesAll(mapper, $"{folder}/") && !session.HoldsPlace(mapper, folder) && !gone.Any(missing => $"{folder}/".StartsWith($"{missing}/", StringComparison.Ordinal)) && !await objects.TryRemoveEmptyFolderAsync(folder, cancellationToken))
            {
                throw new NotListedException(NotListedException.FolderLeft, "A folder without an object is named after the person and can't be removed: let the host's user remove it, or remove it by hand.");
            }
        }
    }

    private async Task<long> PlanAsync(JobSession session, DataMapper mapper, IReadOnlyList<LakeObject> page, int round, CancellationToken cancellationToken)
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

    /// <summary>Counts those that weren't searched as they are now: nothing searches them any more.</summary>
    private async Task<long> CountAsync(JobSession session, DataMapper mapper, IReadOnlyList<LakeObject> page, CancellationToken cancellationToken)
    {
        long appeared = 0;
        await Parallel.ForEachAsync(
            page,
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (info, token) =>
            {
                if ((await store.GetObjectAsync(session.Job.Id, session.IdOf(mapper.Id, info.Key), token))?.SearchedVersion != info.Version)
                {
                    Interlocked.Increment(ref appeared);
                }
            });
        return appeared;
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
        before.Round >= round || before.SearchedVersion == info.Version
            ? null
            : before with { State = JobObjectState.Planned, Round = round, PlannedVersion = info.Version, PlannedVersionId = info.Current?.VersionId, PlannedVersionAt = info.Current?.LastModified, Place = info.Current?.Place, File = info.Current?.File, Length = info.Length, IsBeyondQueries = info.IsBeyondQueries, SearchedVersion = null, FailedInAnother = false, Code = null, Detail = null, MayHold = null };
}

/// <summary>Input of <see cref="PlanMapper"/>.</summary>
internal sealed record PlanMapperInput(string JobId, string Mapper, int Round)
{
    /// <summary>No round follows: what isn't searched yet is counted, where the round before has lost sight of something.</summary>
    public bool IsLast { get; init; }

    /// <summary>One more than the job may have: only where the round before has lost sight of something.</summary>
    public bool IsExtra { get; init; }
}

/// <summary>Output of <see cref="PlanMapper"/>.</summary>
/// <param name="Objects">How many of the mapper's objects are to be searched in this round, so far.</param>
/// <param name="IsDone">There are no more, or the job is to stop.</param>
/// <param name="IsSearched">False where no match asks anything of the mapper.</param>
internal sealed record PlanMapperResult(long Objects, bool IsDone, bool IsSearched)
{
    /// <summary>Why the mapper is given up; null where it isn't.</summary>
    public string? Code { get; init; }

    /// <summary>It was listed.</summary>
    public bool IsListed { get; init; }
}
