using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Stores data mappers, unless those that wait for one would not be searched for where they are owed.</summary>
public interface IMapperReplacer
{
    /// <summary>Stores a mapper under its id, in place of one that is stored there.</summary>
    /// <exception cref="InvalidOperationException">The configuration file declares it.</exception>
    Task<MapperReplacement> PutAsync(DataMapper mapper, CancellationToken cancellationToken);
}
