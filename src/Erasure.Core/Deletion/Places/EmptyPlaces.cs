using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;

namespace Erasure.Core.Deletion.Places;

/// <summary>
/// The one rule of a place in which a mapper has no object: whether that is right, and what it is called where it isn't. A place without an object is no proof that nobody is in it: it may be the
/// wrong one, or a volume that isn't mounted.
/// </summary>
/// <param name="stores">The lake's stores.</param>
/// <param name="places">What is remembered of places; null where there are no records to ask.</param>
internal sealed class EmptyPlaces(Lazy<ILakeStores> stores, SeenPlaces? places = null)
{
    /// <summary>What is wrong with the mapper's place; null where no object is what there should be.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="missing">That there isn't even its folder, as the store says; null where there is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="areDeleted">Whether a job that isn't concluded yet has deleted all objects that are still to be accounted for; where it isn't given, none has.</param>
    public async Task<NotListedException?> JudgeAsync(DataMapper mapper, NotListedException? missing, CancellationToken cancellationToken, Func<IReadOnlyList<string>, Task<bool>>? areDeleted = null)
    {
        SeenPlace? place = places is null ? null : await places.GetAsync(mapper, cancellationToken);

        // A folder may come with its first object, or be an object that jobs of ours deleted; once there were others, it isn't to go.
        return mapper.MayBeEmpty && (missing is null || place is null) ? null
            : place is not null && await IsEmptiedAsync(mapper, place, areDeleted, cancellationToken) ? null
            : missing ?? (place is null
                ? new NotListedException(NotListedException.NoObjects, "The mapper's location holds no object: check where it points to; where that is right, say mayBeEmpty.")
                : new NotListedException(NotListedException.ObjectsGone, "The mapper's location held objects before and holds none now, which no erasure deleted: check that the lake is mounted and nobody moved it; where that is right, say mayBeEmpty."));
    }

    /// <summary>Jobs of ours deleted each object that was ever seen in the mapper's place, and the place hasn't changed since.</summary>
    public async Task<bool> IsEmptiedAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        places is not null && await places.GetAsync(mapper, cancellationToken) is { } place && await IsEmptiedAsync(mapper, place, areDeleted: null, cancellationToken);

    /// <summary>There were objects in the mapper's place, ever.</summary>
    public async Task<bool> HadObjectsAsync(DataMapper mapper, CancellationToken cancellationToken) =>
        places is not null && await places.GetAsync(mapper, cancellationToken) is not null;

    /// <summary>Takes over from others' records that there were objects in the mapper's place.</summary>
    public Task TakeOverAsync(DataMapper mapper, CancellationToken cancellationToken) => places?.TakeOverAsync(mapper, cancellationToken) ?? Task.CompletedTask;

    private async Task<bool> IsEmptiedAsync(DataMapper mapper, SeenPlace place, Func<IReadOnlyList<string>, Task<bool>>? areDeleted, CancellationToken cancellationToken) => place.Objects switch
    {
        null => false,
        [] => place.Mark == await (await stores.Value.OfAsync(mapper, cancellationToken)).MarkAsync(mapper.Folder.TrimEnd('/'), cancellationToken),
        var objects => areDeleted is not null && await areDeleted(objects),
    };
}
