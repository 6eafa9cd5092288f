using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Removes stored data mappers that nothing is owed in.</summary>
internal sealed class MapperRemover(DataMappers mappers, OwedMatches owed, JobStore jobs, IReadOnlyList<DomainConfiguration> domains) : IMapperRemover
{
    public async Task<MapperRemoval> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (mappers.IsDeclared(id))
        {
            return new MapperRemoval.Declared();
        }

        if (await mappers.GetAsync(id, cancellationToken) is not { } mapper)
        {
            return new MapperRemoval.NotFound();
        }

        if (await HindranceAsync(mapper.Id, cancellationToken) is { } hindrance)
        {
            return hindrance;
        }

        await mappers.DeleteAsync(mapper.Id, cancellationToken);

        // Whoever queued a match in between had found the mapper: it comes back for him.
        if (await HindranceAsync(mapper.Id, cancellationToken) is not { } late)
        {
            return new MapperRemoval.Removed();
        }

        await mappers.TryAddAsync(mapper, cancellationToken);
        return late;
    }

    private async Task<MapperRemoval?> HindranceAsync(string id, CancellationToken cancellationToken)
    {
        if (domains.FirstOrDefault(domain => domain.Connector is LakeConnectorConfiguration { Mappers: { } named } && IsAmong(named, id)) is { } domain)
        {
            return new MapperRemoval.Named(domain.Name);
        }

        await foreach (DeletionJob job in jobs.NewestFirstAsync(null, cancellationToken))
        {
            if (!job.State.IsOver() && IsAmong(job.Mappers, id))
            {
                return new MapperRemoval.WorkedOn(job.Id);
            }
        }

        long matches = await owed.CountAsync(id, (match, places) => (match.Mappers is { } wanted && IsAmong(wanted, id)) || places.Any(), cancellationToken);
        return matches == 0 ? null : new MapperRemoval.Wanted(matches);
    }

    private static bool IsAmong(IReadOnlyList<string> ids, string id) => ids.Contains(id, StringComparer.OrdinalIgnoreCase);
}
