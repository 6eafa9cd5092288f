using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Some of a mapper's objects, as one run of planning takes them.</summary>
/// <param name="Objects">Those that hold data, in the order of their keys.</param>
/// <param name="IsLast">There are no more.</param>
/// <param name="Seen">Those that readers take for data: a hidden one says nothing about whether the others are where they should be.</param>
/// <param name="PassedBy">Objects that aren't searched on purpose, by why.</param>
internal sealed record PlanPage(IReadOnlyList<LakeObject> Objects, bool IsLast, IReadOnlyList<SeenObject> Seen, IReadOnlyDictionary<PassedBy, long> PassedBy)
{
    /// <summary>Objects that one run plans: some seconds' work.</summary>
    private const int Most = 10_000;

    private Dictionary<string, string?> Folders { get; init; } = [];

    /// <summary>Nothing is there.</summary>
    public static PlanPage Empty { get; } = new([], IsLast: true, [], new Dictionary<PassedBy, long>());

    /// <summary>What somebody else has listed.</summary>
    public static PlanPage Of(IReadOnlyList<SeenObject> seen)
    {
        PlanPage page = new([], IsLast: true, seen, new Dictionary<PassedBy, long>());
        foreach (SeenObject item in seen)
        {
            AddFolders(page.Folders, item.Key, item.Place);
        }

        return page;
    }

    /// <summary>Lists them.</summary>
    /// <param name="store">The store.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="after">The last key of the page before; null for the first.</param>
    /// <param name="isTheirs">By its key an object is of people whom the job is about, whatever is in it: then it is no less theirs where it is hidden, left out or empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">Something of the mapper can't be looked into: then what follows is looked at too, so that it is told how much.</exception>
    public static async Task<PlanPage> ListAsync(IObjectStore store, DataMapper mapper, string? after, Func<string, bool> isTheirs, CancellationToken cancellationToken)
    {
        List<LakeObject> objects = [];
        List<SeenObject> seen = [];
        Dictionary<string, string?> folders = new(StringComparer.Ordinal);
        Dictionary<PassedBy, long> passedBy = [];
        Dictionary<string, long> obstacles = [];
        bool isLast = true;
        await foreach (ListedObject listed in MapperListing.ListAllAsync(store, mapper, after, cancellationToken))
        {
            LakeObject item = listed.Object;
            bool isWhole = (listed.PassedBy is not null || !item.HoldsData) && isTheirs(item.Key);
            if (item.HoldsData && listed is { Obstacle: null, PassedBy: null or { Reason: not Lake.PassedBy.Hidden } })
            {
                AddFolders(folders, item.Key, item.Current?.Place);
            }

            if (listed.PassedBy is { } why && !isWhole)
            {
                passedBy[why] = passedBy.GetValueOrDefault(why) + (item.HoldsData || listed.Obstacle is not null ? 1 : 0);
            }
            else if (listed.Obstacle is { } obstacle)
            {
                obstacles[obstacle] = obstacles.GetValueOrDefault(obstacle) + 1;
            }
            else if (item.HoldsData || (isWhole && (item.Current is not null || item.Older.Count > 0)))
            {
                // What has no byte is a folder's marker, or says that something isn't mounted.
                if (item.HoldsData && listed.PassedBy is null)
                {
                    seen.Add(SeenObject.Of(item));
                }

                objects.Add(item);
            }

            if (objects.Count == Most && obstacles.Count == 0)
            {
                isLast = false;
                break;
            }
        }

        return obstacles.Count == 0
            ? new PlanPage(objects, isLast, seen, passedBy.Where(pair => pair.Value > 0).ToDictionary()) { Folders = folders }
            : throw NotListedException.Of(obstacles);
    }

    /// <summary>The page shows data below a folder, be it left out by patterns.</summary>
    public bool HasBelow(string folder) => Folders.ContainsKey(folder);

    /// <summary>The folder's <see cref="SeenObject.Place"/>; null where nothing is shown below it, or the store can't tell.</summary>
    public string? PlaceOf(string folder) => Folders.GetValueOrDefault(folder);

    /// <summary>All that is below a folder is on this page, if there is any.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="after">The last key of the page before; null for the first.</param>
    public bool Decides(string folder, string? after)
    {
        string first = $"{folder}/";
        return (after is null || KeyOrder.Instance.Compare(first, after) > 0)
            && (IsLast || (KeyOrder.Instance.Compare(first, Objects[^1].Key) < 0 && !Objects[^1].Key.StartsWith(first, StringComparison.Ordinal)));
    }

    private static void AddFolders(Dictionary<string, string?> folders, string key, string? place)
    {
        // Those above one that is known are known.
        for (string folder = SeenObject.FolderOf(key); folder.Length > 0 && folders.TryAdd(folder, place); folder = SeenObject.FolderOf(folder))
        {
            place = SeenObject.Above(place);
        }
    }
}
