using Erasure.Core.Configuration;
using Erasure.Core.Failures;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Tells of folders in which objects were seen, and in which a listing shows none any more: each is owed like an object that can't be searched, until it is back or accounted for.</summary>
/// <remarks>A volume that isn't mounted, a folder that was moved and one that was removed for good look the same. Accounted for is what a job of ours emptied, what is still the folder itself, so that its objects were taken out of it, or is listed under another name, and what a human says is right.</remarks>
internal sealed class VanishedFolders(JobStore store, SeenPlaces places, FailureStore failures)
{
    /// <summary>The version of what isn't there.</summary>
    private const string Gone = "gone";

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
            await BeginRoundAsync(session, mapper, cancellationToken);
        }

        SeenFolders seen = places.FoldersOf(mapper);
        IReadOnlyDictionary<string, string?> known = await seen.GetAsync(cancellationToken);
        List<string> missing = [.. known.Keys.Where(folder => !page.HasBelow(folder) && page.Decides(folder, after))];
        if (missing.Count == 0)
        {
            return [];
        }

        string top = mapper.Folder.TrimEnd('/');
        PathPatterns patterns = PathPatterns.Of(mapper);
        HashSet<string?> listed = [.. page.Seen.Select(item => SeenObject.IdentityOf(item.Place))];
        IReadOnlySet<string> emptied = await seen.EmptiedAsync(cancellationToken);
        List<string> accounted = [];
        Dictionary<string, List<string>> owed = new(StringComparer.Ordinal);
        foreach (string folder in missing)
        {
            string? place = known[folder];
            bool isRenamed = place is not null && listed.Contains(SeenObject.IdentityOf(place));
            if (isEmptied || mapper.MayBeEmpty || isRenamed || patterns.MayGo(folder[top.Length..]) || emptied.Contains(seen.IdOf(folder)) || await IsItselfAsync(objects, folder, place, cancellationToken))
            {
                accounted.Add(folder);
                continue;
            }

            string highest = Highest(folder, top, page, after);
            (owed.TryGetValue(highest, out List<string>? below) ? below : owed[highest] = []).Add(folder);
        }

        foreach ((string folder, List<string> below) in owed)
        {
            if (await OweAsync(session, mapper, seen.IdOf(folder), folder, progress.Round, cancellationToken))
            {
                accounted.AddRange(below);
            }
        }

        await seen.RemoveAsync(accounted, cancellationToken);
        await seen.DropEmptiedAsync(emptied, accounted, cancellationToken);
        return [.. owed.Keys];
    }

    /// <returns>A human says that it is meant to be gone: this job tells of it, and then it is forgotten.</returns>
    private async Task<bool> OweAsync(JobSession session, DataMapper mapper, string id, string folder, int round, CancellationToken cancellationToken)
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
                Detail = Detail,
            },
            cancellationToken);
        return isAnsweredFor;
    }

    // What was gone in the round before may be back.
    private async Task BeginRoundAsync(JobSession session, DataMapper mapper, CancellationToken cancellationToken)
    {
        await foreach (JobObject item in store.ObjectsAsync(session.Job.Id, after: null, cancellationToken).Where(item => item is { IsFolder: true, State: JobObjectState.Failed } && item.Mapper == mapper.Id))
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

    private static string Highest(string folder, string top, PlanPage page, string? after)
    {
        while (SeenObject.FolderOf(folder) is var above && above.Length > top.Length && !page.HasBelow(above) && page.Decides(above, after))
        {
            folder = above;
        }

        return folder;
    }
}
