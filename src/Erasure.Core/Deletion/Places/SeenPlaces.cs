using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Records;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Places;

/// <summary>Remembers of each mapper's place that it had objects, from job to job: that they are gone is noticed. Names nobody.</summary>
internal sealed class SeenPlaces(IRecordStore records, KeyedHashes hashes, IMasterKey masterKey, LakeConfiguration? lake = null)
{
    private const string Partition = "mapper-places";

    private readonly Lazy<byte[]> folderKey = new(() => masterKey.Derive("seen-folders"));

    /// <summary>What is known of the mapper's place; null where nobody has found an object there.</summary>
    public async Task<SeenPlace?> GetAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOf(mapper), cancellationToken))?.Read<SeenPlace>();

    /// <summary>Adds objects that were seen there, but for those that lie where a volume is to be: what was on that is missed until somebody accounts for it.</summary>
    public async Task AddAsync(DataMapper mapper, IReadOnlyList<SeenObject> seen, LostVolumes lost, CancellationToken cancellationToken)
    {
        SeenObject[] added = [.. seen.Where(item => !lost.Hides(item))];
        if (added.Length > 0)
        {
            await records.ChangeAsync<SeenPlace>(KeyOf(mapper), before => Add(before ?? SeenPlace.Empty, mapper, added), cancellationToken);
            await FoldersOf(mapper).AddAsync(added, cancellationToken);
        }
    }

    /// <summary>Adds what a look from the beginning of the place has seen, unless the folder is another one: that is for a job to look through.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="seen">The objects; all of them, where they aren't more than <see cref="SeenPlace.MostObjects"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LookAsync(DataMapper mapper, IReadOnlyList<SeenObject> seen, CancellationToken cancellationToken)
    {
        if (seen.Count > 0 && !await IsAnotherAsync(mapper, seen, cancellationToken))
        {
            PlanPage page = PlanPage.Of(seen);
            LostVolumes lost = await LostAsync(mapper, await FoldersOf(mapper).GetAsync(cancellationToken), page, _ => seen.Count <= SeenPlace.MostObjects, cancellationToken);
            await AddAsync(mapper, seen, lost, cancellationToken);
        }
    }

    /// <summary>Where volumes are to be that a page of a listing doesn't show.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="known">The folders that are remembered.</param>
    /// <param name="page">The page.</param>
    /// <param name="isWhole">It shows all that is below a folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LostVolumes> LostAsync(DataMapper mapper, IReadOnlyDictionary<string, string?> known, PlanPage page, Func<string, bool> isWhole, CancellationToken cancellationToken)
    {
        SeenPlace? place = await GetAsync(mapper, cancellationToken);
        return LostVolumes.Of(
            known,
            TopOf(mapper),
            page.PlaceOf,
            page.Seen.Where(item => place?.IsAsSeen(IdOf(mapper, item), item) != false),
            item => IdOf(mapper, item),
            place is null ? [] : place.Objects,
            isWhole);
    }

    /// <summary>
    /// The mapper's folder is another one than before, and no object that was in it is among those in it now: a volume may be away from a folder that others write to, or another one may be in its
    /// place.
    /// </summary>
    public async Task<bool> IsAnotherAsync(DataMapper mapper, IReadOnlyList<SeenObject> seen, CancellationToken cancellationToken)
    {
        string top = TopOf(mapper);
        if (SeenObject.PlaceOf(top, seen) is not { } now || (await FoldersOf(mapper).GetAsync(cancellationToken)).GetValueOrDefault(top) is not { } was)
        {
            return false;
        }

        VolumeChange change = SeenObject.VolumeChangeAt(was, now).Change;
        if ((SeenObject.MayBeOne(was, now) && change is VolumeChange.None or VolumeChange.Unmounted) || await GetAsync(mapper, cancellationToken) is not { } place)
        {
            return false;
        }

        return place.Objects is { } known
            ? known.Count > 0
                && !known.Intersect(seen.Where(item => change == VolumeChange.None || place.IsAsSeen(IdOf(mapper, item), item)).Select(item => IdOf(mapper, item)), StringComparer.Ordinal).Any()
            : change != VolumeChange.Unknown && seen.Count <= SeenPlace.MostObjects;
    }

    /// <summary>In which folders of the place objects were seen.</summary>
    public SeenFolders FoldersOf(DataMapper mapper) => new(records, KeyOf(mapper), TopOf(mapper), hashes, folderKey.Value);

    /// <summary>Takes away the objects that a job of ours has deleted.</summary>
    public async Task RemoveTakenAwayAsync(JobStore store, string jobId, DataMapper mapper, CancellationToken cancellationToken)
    {
        if (await GetAsync(mapper, cancellationToken) is { Objects: { Count: > 0 } seen })
        {
            IReadOnlyCollection<string> gone = await store.TakenAwayAsync(jobId, seen, cancellationToken);
            await records.ChangeAsync<SeenPlace>(
                KeyOf(mapper),
                before => before?.Objects is { } objects && objects.Intersect(gone, StringComparer.Ordinal).Any() ? before.Without(gone) : null,
                cancellationToken);
        }
    }

    /// <summary>Writes down that nothing is there any more, since jobs of ours deleted all that was.</summary>
    public Task EmptyAsync(DataMapper mapper, string? mark, CancellationToken cancellationToken) =>
        records.ChangeAsync<SeenPlace>(KeyOf(mapper), before => before is { Objects: [] } && before.Mark == mark ? null : SeenPlace.Empty with { Mark = mark }, cancellationToken);

    /// <summary>Writes down that objects were seen there, whichever.</summary>
    public Task TakeOverAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        records.ChangeAsync<SeenPlace>(KeyOf(mapper), before => before is null ? new SeenPlace(Objects: null) : null, cancellationToken);

    /// <summary>The columns that records there had before a job of ours erased the last of them.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="objects">Its objects as they are: where they aren't what that job left, somebody has written since, and nothing is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<string>> ErasedColumnsAsync(DataMapper mapper, string? objects, CancellationToken cancellationToken) =>
        (await records.GetAsync(KeyOfColumns(mapper), cancellationToken))?.Read<ErasedColumns>() is { } erased && erased.Objects == objects ? erased.Names : [];

    /// <summary>Writes down which columns there were, and what a job has left of the objects.</summary>
    public Task SetErasedColumnsAsync(DataMapper mapper, ErasedColumns erased, CancellationToken cancellationToken) =>
        records.ChangeAsync<ErasedColumns>(KeyOfColumns(mapper), _ => erased, cancellationToken);

    private RecordKey KeyOfColumns(DataMapper mapper) => KeyOf(mapper) is var key ? key with { Sort = $"{key.Sort}/columns" } : key;

    private SeenPlace? Add(SeenPlace before, DataMapper mapper, IReadOnlyList<SeenObject> seen)
    {
        if (before.Objects is not { } known)
        {
            return null;
        }

        HashSet<string> all = [.. known];
        Dictionary<string, string> stamps = new(before.Stamps, StringComparer.Ordinal);
        bool isNew = false;
        foreach (SeenObject item in seen.TakeWhile(_ => all.Count <= SeenPlace.MostObjects))
        {
            string id = IdOf(mapper, item);
            isNew |= all.Add(id);
            if (item.Stamp is { } stamp && stamps.GetValueOrDefault(id) != stamp)
            {
                isNew = true;
                stamps[id] = stamp;
            }
        }

        return !isNew ? null
            : all.Count > SeenPlace.MostObjects ? new SeenPlace(Objects: null)
            : new SeenPlace([.. all]) { Stamps = stamps };
    }

    private string IdOf(DataMapper mapper, SeenObject item) => JobSession.IdOf(hashes, mapper.Id, item.Key);

    private static string TopOf(DataMapper mapper) => mapper.Folder.TrimEnd('/');

    // The place is what the mapper searches: elsewhere it begins anew.
    private RecordKey KeyOf(DataMapper mapper) => new(
        Partition,
        $"{mapper.Id.ToLowerInvariant()}/{hashes.Hash("mapper-place", mapper.Bucket ?? lake?.S3?.Bucket, mapper.Folder.TrimEnd('/'))}");
}

/// <summary>Columns that records of a place had before a job erased from them.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Objects">What the job left: a hash over the objects and their versions.</param>
internal sealed record ErasedColumns(IReadOnlyList<string> Names, string Objects);

/// <summary>What is known of a mapper's place.</summary>
/// <param name="Objects">Objects that were seen there, ever, and that no job of ours has deleted; whoever else took one away, it isn't forgotten. Null where they are too many to be told.</param>
internal sealed record SeenPlace(IReadOnlyList<string>? Objects)
{
    /// <summary>As many are remembered. It is in small places that erasures delete every object.</summary>
    public const int MostObjects = 1000;

    /// <summary>Nothing was seen there that isn't deleted.</summary>
    public static SeenPlace Empty { get; } = new([]);

    /// <summary>By object its <see cref="SeenObject.Stamp"/> when it was seen last. An earlier version remembered none.</summary>
    public IReadOnlyDictionary<string, string> Stamps { get; init; } = new Dictionary<string, string>();

    /// <summary>The place when jobs of ours had emptied it, where the store can tell: when it is another one, others have put objects there or taken it away.</summary>
    public string? Mark { get; init; }

    /// <summary>An object isn't another one than was seen under its name, as far as is remembered.</summary>
    public bool IsAsSeen(string id, SeenObject item) => item.Stamp is null || Stamps.GetValueOrDefault(id, item.Stamp) == item.Stamp;

    /// <summary>The place without some objects.</summary>
    public SeenPlace Without(IReadOnlyCollection<string> ids) =>
        this with { Objects = [.. Objects!.Except(ids, StringComparer.Ordinal)], Stamps = Stamps.Where(stamp => !ids.Contains(stamp.Key)).ToDictionary() };
}
