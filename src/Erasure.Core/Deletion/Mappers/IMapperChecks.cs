using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Holds a data mapper against the lake and the catalog, before anything depends on it.</summary>
public interface IMapperChecks
{
    /// <summary>Asks the catalog for the table, compares with the other mappers, and reads one object.</summary>
    /// <returns>The mapper with its location, and everything that is wrong.</returns>
    Task<CatalogAnswer> CheckAsync(DataMapper mapper, CancellationToken cancellationToken);

    /// <summary>Does the same for all mappers there are, side by side.</summary>
    /// <param name="all">The mappers.</param>
    /// <param name="patience">How long each may take, so that a store which doesn't answer holds up nobody.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<CheckedMapper>> CheckAllAsync(IReadOnlyList<DataMapper> all, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken);

    /// <summary>Erasures deleted each object that the mapper ever had: that there is none is right.</summary>
    Task<bool> IsEmptiedAsync(DataMapper mapper, CancellationToken cancellationToken);

    /// <summary>The mapper had objects, as this host remembers.</summary>
    Task<bool> HadObjectsAsync(DataMapper mapper, CancellationToken cancellationToken);

    /// <summary>Has this host remember, from another one's records, that the mapper had objects.</summary>
    Task TakeOverAsync(DataMapper mapper, CancellationToken cancellationToken);

    /// <summary>What the catalog says of a mapper with a table: where its objects are, and what is wrong; that it can't be reached, too. One without a table is as it says.</summary>
    Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken);
}
