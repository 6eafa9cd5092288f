using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Jobs;

/// <summary>Some of a mapper's objects, as one run of planning takes them.</summary>
/// <param name="Objects">Those that hold data, in the order of their keys.</param>
/// <param name="IsLast">There are no more.</param>
/// <param name="Seen">Objects that are there, also those that hold no data.</param>
/// <param name="PassedBy">Objects that aren't searched on purpose, by why.</param>
internal sealed record PlanPage(IReadOnlyList<LakeObject> Objects, bool IsLast, long Seen, IReadOnlyDictionary<PassedBy, long> PassedBy)
{
    /// <summary>Objects that one run plans: some seconds' work.</summary>
    private const int Most = 10_000;

    /// <summary>Nothing is there.</summary>
    public static PlanPage Empty { get; } = new([], IsLast: true, 0, new Dictionary<PassedBy, long>());

    /// <summary>Lists them.</summary>
    /// <exception cref="StoreException">Something of the mapper can't be looked into: then what follows is looked at too, so that it is told how much.</exception>
    public static async Task<PlanPage> ListAsync(IObjectStore store, DataMapper mapper, string? after, CancellationToken cancellationToken)
    {
        List<LakeObject> objects = [];
        long seen = 0;
        Dictionary<PassedBy, long> passedBy = [];
        Dictionary<string, long> obstacles = [];
        bool isLast = true;
        await foreach (ListedObject listed in MapperListing.ListAllAsync(store, mapper, after, cancellationToken))
        {
            if (listed.PassedBy is { } why)
            {
                passedBy[why] = passedBy.GetValueOrDefault(why) + (listed.Object.HoldsData || listed.Obstacle is not null ? 1 : 0);
            }
            else if (listed.Obstacle is { } obstacle)
            {
                obstacles[obstacle] = obstacles.GetValueOrDefault(obstacle) + 1;
            }
            else if (listed.Object.HoldsData)
            {
                // What has no byte is a folder's marker, or says that something isn't mounted.
                seen++;
                objects.Add(listed.Object);
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
