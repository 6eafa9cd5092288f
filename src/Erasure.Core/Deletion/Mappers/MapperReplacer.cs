using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Stores data mappers, unless those that wait for one would not be searched for where they are owed.</summary>
internal sealed class MapperReplacer(DataMappers mappers, MapperPlaces places, OwedMatches owed, MendedObjects mended) : IMapperReplacer
{
    public async Task<MapperReplacement> PutAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        if (await mappers.GetAsync(mapper.Id, cancellationToken) is { } before)
        {
            long matches = await CountAsync(before, mapper, isMend: false, cancellationToken);
            if (matches > 0 && !(await CountAsync(before, mapper, isMend: true, cancellationToken) == 0 && await mended.AnyAsync(mapper, cancellationToken)))
            {
                return new MapperReplacement.Wanted(matches);
            }
        }

        return await mappers.PutAsync(mapper, cancellationToken) ? new MapperReplacement.Replaced() : new MapperReplacement.Added();
    }

    // Those that the one after would miss. Where it mends how objects are read, jobs read them in both ways for who waits.
    private Task<long> CountAsync(DataMapper before, DataMapper after, bool isMend, CancellationToken cancellationToken) =>
        owed.CountAsync(after.Id, (_, found) => found.Any(place => Misses(place, before, after, isMend && place.MayBeReadBy(after))), cancellationToken);

    // Less than it searches now, in doubt, whatever a job has searched before.
    private bool Misses(OwedPlace place, DataMapper before, DataMapper after, bool isReadBoth) =>
        !(place with { Place = place.Place ?? places.PlaceOf(before) }).IsSearchedBy(after.Id, places.PlaceOf(after))
        || place.Misses(SearchedScope.Of(before.Unlocated()), SearchedScope.Of(after), isReadBoth);
}
