namespace Erasure.Core.Deletion.Mappers;

/// <summary>Removes stored data mappers that nothing is owed in.</summary>
public interface IMapperRemover
{
    /// <summary>Removes a stored mapper, unless a job works on it, queued matches are limited to it or wait since a job failed in it, or a configured domain names it.</summary>
    Task<MapperRemoval> RemoveAsync(string id, CancellationToken cancellationToken);
}
