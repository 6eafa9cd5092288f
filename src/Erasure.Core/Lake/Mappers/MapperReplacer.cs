using Erasure.Core.Configuration;
using Erasure.Core.Queue;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Stores data mappers, unless those that wait for one would not be searched for where they are owed.</summary>
public sealed class MapperReplacer
{
    private readonly DataMappers mappers;
    private readonly MapperPlaces places;
    private readonly OwedMatches owed;

    internal MapperReplacer(DataMappers mappers, MapperPlaces places, OwedMatches owed) => (this.mappers, this.places, this.owed) = (mappers, places, owed);

    /// <summary>Stores a mapper under its id, in place of one that is stored there.</summary>
    /// <exception cref="InvalidOperationException">The configuration file declares it.</exception>
    public async Task<MapperReplacement> PutAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        if (await mappers.GetAsync(mapper.Id, cancellationToken) is { } before)
        {
            long matches = await owed.CountAsync(mapper.Id, (_, found) => found.Any(place => Misses(place, before, mapper)), cancellationToken);
            if (matches > 0)
            {
                return new MapperReplacement.Wanted(matches);
            }
        }

        return await mappers.PutAsync(mapper, cancellationToken) ? new MapperReplacement.Replaced() : new MapperReplacement.Added();
    }

    // Less than it searches now, in doubt, whatever a job has searched before.
    private bool Misses(OwedPlace place, DataMapper before, DataMapper after) =>
        !(place with { Place = place.Place ?? places.PlaceOf(before) }).IsSearchedBy(after.Id, places.PlaceOf(after))
        || place.Misses(SearchedScope.Of(before.Unlocated()), SearchedScope.Of(after));
}
