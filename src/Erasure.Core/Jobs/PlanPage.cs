using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Some of a mapper's objects, as one run of planning takes them.</summary>
/// <param name="Objects">Those that hold data, in the order of their keys.</param>
/// <param name="IsLast">There are no more.</param>
/// <param name="Seen">Keys of those that readers take for data: a hidden one says nothing about whether the others are where they should be.</param>
/// <param name="PassedBy">Objects that aren't searched on purpose, by why.</param>
internal sealed record PlanPage(IReadOnlyList<LakeObject> Objects, bool IsLast, IReadOnlyList<string> Seen, IReadOnlyDictionary<PassedBy, long> PassedBy)
{
    /// <summary>Objects that one run plans: some seconds' work.</summary>
    private const int Most = 10_000;

    /// <summary>Nothing is there.</summary>
    public static PlanPage Empty { get; } = new([], IsLast: true, [], new Dictionary<PassedBy, long>());

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
        List<string> seen = [];
        Dictionary<PassedBy, long> passedBy = [];
        Dictionary<string, long> obstacles = [];
        bool isLast = true;
        await foreach (ListedObject listed in MapperListing.ListAllAsync(store, mapper, after, cancellationToken))
        {
            LakeObject item = listed.Object;
            bool isWhole = (listed.PassedBy is not null || !item.HoldsData) && isTheirs(item.Key);
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
                    seen.Add(item.Key);
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
            ? new PlanPage(objects, isLast, seen, passedBy.Where(pair => pair.Value > 0).ToDictionary())
            : throw NotListedException.Of(obstacles);
    }
}
