using Erasure.Core.Configuration;
using Erasure.Core.Failures;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Tells of folders in which objects were seen, and in which a listing shows none any more, or only what lies where a volume was mounted: each is owed like an object that can't be searched, until it is back or accounted for.</summary>
/// <remarks>A volume that isn't mounted, a folder that was moved and one that was removed for good look the same. Accounted for is what a job of ours emptied, what is still the folder itself, so that its objects were taken out of it, or is listed under another name, and what a human says is right.</remarks>
internal sealed class VanishedFolders(JobStore store, SeenPlaces places, FailureStore failures)
{
    /// <summary>The version of what isn't there.</summary>
    private const string Gone = "gone";

    private const string UnmountedDetail = "A file system of its own was mounted there when it was listed before, and none is now: check that the volume is mounted.";

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
    /// <returns>The topmost of those that are owed.</returns>
    public async Task<IReadOnlyList<string>> LookAsync(JobSession session, DataMapper mapper, IObjectStore objects, JobMapper progress, string? after, PlanPage page, bool isEmptied, CancellationToken cancellationToken)
    {
        if (after is null && progress.HasFoldersGone)
        {
            await BeginRoundAsync(session, mapper, progress.Round, cancellationToken);
        }

        SeenFolders seen = places.FoldersOf(mapper);
        IReadOnlyDictionary<string, string?> known = await seen.GetAsync(cancellationToken);
        string top = mapper.Folder.TrimEnd('/');
        List<string> missing = [.. known.Keys.Where(folder => folder.Length > top.Length && !page.HasBelow(folder) && page.Decides(folder, after))];
        ILookup<string, string> unmounted = Unmounted(known, top, page);
        IReadOnlySet<string> emptied = missing.Count > 0 || page.IsLast ? await seen.EmptiedAsync(cancellationToken) : new HashSet<string>();
        if (page.IsLast)
        {
            await seen.KeepEmptiedAsync(emptied, known.Keys, cancellationToken);
        }

        if (missing.Count == 0 && unmounted.Count == 0)
        {
            return [];
        }

        PathPatterns patterns = PathPatterns.Of(mapper);
        HashSet<string?> listed = [.. page.Seen.Select(item => SeenObject.IdentityOf(item.Place))];
        List<string> accounted = [.. unmounted.Where(mount => patterns.MayGo(mount.Key[top.Length..])).SelectMany(below => below)];
        Dictionary<string, List<string>> owed = unmounted.Where(mount => !patterns.MayGo(mount.Key[top.Length..])).ToDictionary(mount => mount.Key, below => below.ToList(), StringComparer.Ordinal);
        foreach (string folder in missing)
        {
            string? place = known[folder];
            bool isRenamed = place is not null && listed.Contains(SeenObject.IdentityOf(place));
            if (isEmptied || mapper.MayBeEmpty || isRenamed || patterns.MayGo(folder[top.Length..]) || emptied.Contains(seen.IdOf(folder)) || await IsItselfAsync(objects, folder, place, cancellationToken))
            {
                accounted.Add(folder);
                continue;
            }

            string highest = owed.Keys.FirstOrDefault(mount => unmounted.Contains(mount) && folder.StartsWith($"{mount}/", StringComparison.Ordinal)) ?? Highest(folder, top, page, after);
            (owed.TryGetValue(highest, out List<string>? below) ? below : owed[highest] = []).Add(folder);
        }

        foreach ((string folder, List<string> below) in owed)
        {
            // A dry run clears nobody: what a human accepted is for a job to tell.
            if (await OweAsync(session, mapper, seen.IdOf(folder), folder, unmounted.Contains(folder) ? UnmountedDetail : Detail, progress.Round, cancellationToken) && !session.Job.IsDryRun)
            {
                accounted.AddRange(below);
            }
        }

        await seen.RemoveAsync(accounted, cancellationToken);
        await seen.DropEmptiedAsync(emptied, accounted, cancellationToken);
        return [.. owed.Keys];
    }

    /// <returns>A human says that it is meant to be gone: this job tells of it, and then it is forgotten.</returns>
    private async Task<bool> OweAsync(JobSession session, DataMapper mapper, string id, string folder, string detail, int round, CancellationToken cancellationToken)
    {
        bool isAnsweredFor = await failures.GetAsync(id, cancellationToken) is { } failure && failure.HoldsNobodyIn(Gone);
        await store.PutObjectAsync(
            session.Job.Id,
            id,
            _ => session.NewFolder(mapper.Id, id, folder, round) with
            {
                State = isAnsweredFor ? JobObjectState.NotSearched : JobObjectState.Failed,
                PlannedVersion = Gone,
                Code = NotListedException.FolderGone,
                Detail = detail,
            },
            cancellationToken);
        return isAnsweredFor;
    }

    // What was gone in the round before may be back.
    private async Task BeginRoundAsync(JobSession session, DataMapper mapper, int round, CancellationToken cancellationToken)
    {
        await foreach (JobObject item in store.ObjectsAsync(session.Job.Id, after: null, cancellationToken).Where(item => item is { IsFolder: true, State: JobObjectState.Failed } && item.Mapper == mapper.Id && item.Round < round))
        {
            await store.DeleteObjectAsync(session.Job.Id, item.Id, cancellationToken);
        }
    }

    // What is unmounted leaves another folder, or none.
    private static async Task<bool> IsItselfAsync(IObjectStore objects, string folder, string? place, CancellationToken cancellationToken)
    {
        try
        {
            return place is not null && await objects.PlaceAsync(folder, cancellationToken) == place;
        }
        catch (NotListedException)
        {
            return false;
        }
    }

    // The folders where volumes were mounted, each with those that are remembered below: a file that somebody wrote to the bare mount point says nothing of them.
    private static ILookup<string, string> Unmounted(IReadOnlyDictionary<string, string?> known, string top, PlanPage page)
    {
        return known.Select(folder => (Folder: folder.Key, Level: SeenObject.UnmountedAt(folder.Value, page.PlaceOf(folder.Key))))
            .Where(folder => folder.Level >= 0)
            .ToLookup(folder => MountOf(folder.Folder, folder.Level), folder => folder.Folder, StringComparer.Ordinal);

        string MountOf(string folder, int level)
        {
            for (; level > 0 && folder.Length > top.Length; level--)
            {
                folder = SeenObject.FolderOf(folder);
            }

            return folder;
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
