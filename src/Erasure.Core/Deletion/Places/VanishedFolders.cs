using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;

namespace Erasure.Core.Deletion.Places;

/// <summary>
/// Tells of folders in which objects were seen, and in which a listing shows none any more, or only what lies where a volume was mounted, or on another one in its place: each is owed like an object
/// that can't be searched, until it is back or accounted for.
/// </summary>
/// <remarks>
/// A volume that isn't mounted, a folder that was moved and one that was removed for good look the same. Accounted for is what a job of ours emptied, what is still the folder itself, so that its
/// objects were taken out of it, or is listed under another name, and what a human says is right.
/// </remarks>
internal sealed class VanishedFolders(JobStore store, SeenPlaces places, FailureStore failures)
{
    /// <summary>The version of what isn't there.</summary>
    private const string Gone = "gone";

    private const string UnmountedDetail = "A file system of its own was mounted there when it was listed before, and none is now: check that the volume is mounted.";

    private const string ExchangedDetail = "Another file system is mounted there, or above it, than when it was listed before, and it shows none of the objects that were seen there: check which volume is mounted.";

    private const string Detail = "It held objects when it was listed before, and holds none now, which no erasure deleted.";

    /// <summary>Looks for those among which a page of the listing would show it.</summary>
    /// <param name="session">The job.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="objects">The store.</param>
    /// <param name="progress">Where the listing was before the page.</param>
    /// <param name="after">The last key of the page before; null for the first.</param>
    /// <param name="page">The page.</param>
    /// <param name="isEmptied">Nothing is in the whole place, and that is right.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The topmost of those that are owed; with the last page, of all of them. And where volumes are to be.</returns>
    public async Task<(IReadOnlyList<string> Gone, LostVolumes Lost)> LookAsync(
        JobSession session,
        DataMapper mapper,
        IObjectStore objects,
        JobMapper progress,
        string? after,
        PlanPage page,
        bool isEmptied,
        CancellationToken cancellationToken)
    {
        if (after is null && progress.HasFoldersGone)
        {
            await BeginRoundAsync(session, mapper, progress.Round, cancellationToken);
        }

        SeenFolders seen = places.FoldersOf(mapper);
        IReadOnlyDictionary<string, string?> known = await seen.GetAsync(cancellationToken);
        string top = mapper.Folder.TrimEnd('/');
        List<string> missing = [.. known.Keys.Where(folder => folder.Length > top.Length && !page.HasBelow(folder) && page.Decides(folder, after))];
        LostVolumes lost = await places.LostAsync(mapper, known, page, folder => page.Decides(folder, after), cancellationToken);
        ILookup<string, string> volumes = lost.Folders;
        IReadOnlySet<string> emptied = missing.Count > 0 || page.IsLast ? await seen.EmptiedAsync(cancellationToken) : new HashSet<string>();
        if (page.IsLast)
        {
            await seen.KeepEmptiedAsync(emptied, known.Keys, cancellationToken);
        }

        if (missing.Count == 0 && volumes.Count == 0 && !(page.IsLast && progress.HasFoldersGone))
        {
            return ([], lost);
        }

        PathPatterns patterns = PathPatterns.Of(mapper);
        RenamedFolders renamed = new(objects, known, page);
        List<string> accounted = [.. volumes.Where(mount => patterns.MayGo(mount.Key[top.Length..])).SelectMany(below => below)];
        HashSet<string> owed = [.. volumes.Select(mount => mount.Key).Where(mount => !patterns.MayGo(mount[top.Length..]))];
        foreach (string folder in missing)
        {
            if (isEmptied
                || mapper.MayBeEmpty
                || patterns.MayGo(folder[top.Length..])
                || emptied.Contains(seen.IdOf(folder))
                || await renamed.HasAsync(folder, cancellationToken)
                || await IsItselfAsync(objects, folder, known[folder], cancellationToken))
            {
                accounted.Add(folder);
                continue;
            }

            owed.Add(owed.FirstOrDefault(mount => volumes.Contains(mount) && folder.StartsWith($"{mount}/", StringComparison.Ordinal)) ?? Highest(folder, top, page, after));
        }

        foreach (string folder in owed)
        {
            bool isVolume = volumes.Contains(folder), namesNobody = isVolume || FolderNames.NameNobody(mapper, folder);
            string detail = lost.IsExchanged(folder) ? ExchangedDetail : isVolume ? UnmountedDetail : Detail;
            await OweAsync(
                session,
                session.NewFolder(mapper.Id, seen.IdOf(folder), folder, namesNobody, progress.Round) with { Detail = namesNobody ? detail : detail + Withheld(mapper, folder) },
                cancellationToken);
        }

        if (page.IsLast && progress.HasFoldersGone)
        {
            owed.UnionWith(await EndRoundAsync(session, mapper, progress.Round, renamed, accounted, cancellationToken));
        }

        await seen.RemoveAsync(accounted, cancellationToken);
        await seen.DropEmptiedAsync(emptied, accounted, cancellationToken);
        return ([.. owed], lost);
    }

    /// <summary>Forgets folders of which a human says that they are meant to be gone, once a job has told everybody whom it cleared.</summary>
    public async Task ForgetAsync(string jobId, IReadOnlyCollection<JobObject> told, CancellationToken cancellationToken)
    {
        foreach (JobMapper mapper in told.Count == 0 ? [] : await store.MappersAsync(jobId, cancellationToken))
        {
            HashSet<string> ids = [.. told.Where(folder => folder.Mapper == mapper.Mapper.Id).Select(folder => folder.Id)];
            await places.FoldersOf(mapper.Mapper).RemoveBelowAsync(ids, cancellationToken);
            foreach (string id in ids)
            {
                await failures.RemoveAsync(id, cancellationToken);
            }
        }
    }

    // Nobody knows any more whom folders were named after that were erased, or of which a restored backup has lost that; no volume is mounted at one of those.
    private static string Withheld(DataMapper mapper, string folder)
    {
        string above = SeenObject.FolderOf(folder);
        while (!FolderNames.NameNobody(mapper, above))
        {
            above = SeenObject.FolderOf(above);
        }

        return $" Its name is withheld, since it may be a person's; it was below {above}/.";
    }

    // A human may say that it is meant to be gone: then it keeps nobody in the queue.
    private async Task OweAsync(JobSession session, JobObject folder, CancellationToken cancellationToken)
    {
        bool isAnsweredFor = await failures.GetAsync(folder.Id, cancellationToken) is { } failure && failure.HoldsNobodyIn(Gone);
        await store.PutObjectAsync(
            session.Job.Id,
            folder.Id,
            _ => folder with
            {
                State = isAnsweredFor ? JobObjectState.NotSearched : JobObjectState.Failed,
                PlannedVersion = Gone,
                Code = NotListedException.FolderGone,
            },
            cancellationToken);
    }

    // What was gone in the round before may be back.
    private async Task BeginRoundAsync(JobSession session, DataMapper mapper, int round, CancellationToken cancellationToken)
    {
        await foreach (JobObject item in store.ObjectsAsync(session.Job.Id, after: null, cancellationToken).Where(item => item.IsFolder && item.Mapper == mapper.Id && item.Round < round))
        {
            await store.DeleteObjectAsync(session.Job.Id, item.Id, cancellationToken);
        }
    }

    // What earlier pages missed may have been listed since under another name.
    private async Task<IReadOnlyList<string>> EndRoundAsync(JobSession session, DataMapper mapper, int round, RenamedFolders renamed, List<string> accounted, CancellationToken cancellationToken)
    {
        List<string> owed = [];
        await foreach (JobObject item in store.ObjectsAsync(session.Job.Id, after: null, cancellationToken).Where(item => item.IsFolder && item.Mapper == mapper.Id && item.Round == round))
        {
            string folder = session.KeyOf(item).TrimEnd('/');
            if (await renamed.WithBelowAsync(folder, cancellationToken) is { Count: > 0 } all)
            {
                accounted.AddRange(all);
                await store.DeleteObjectAsync(session.Job.Id, item.Id, cancellationToken);
            }
            else
            {
                owed.Add(folder);
            }
        }

        return owed;
    }

    // What is unmounted leaves another folder, or none.
    private static async Task<bool> IsItselfAsync(IObjectStore objects, string folder, string? place, CancellationToken cancellationToken)
    {
        try
        {
            return place is not null && SeenObject.AreSame(place, await objects.PlaceAsync(folder, cancellationToken));
        }
        catch (NotListedException)
        {
            return false;
        }
    }

    private static string Highest(string folder, string top, PlanPage page, string? after)
    {
        while (SeenObject.FolderOf(folder) is var above && above.Length > top.Length && !page.HasBelow(above) && page.Decides(above, after))
        {
            folder = above;
        }

        return folder;
    }
}
