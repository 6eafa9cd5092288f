using Erasure.Core.Lake.Places;

namespace Erasure.Core.Lake.Mappers;

/// <summary>A data catalog that knows tables: Glue.</summary>
public interface ITableCatalog
{
    /// <summary>
    /// Holds a mapper with a table against the catalog: the table exists, no table format manages it, its columns are there and of types that can be compared, its partition keys exist.
    /// </summary>
    /// <returns>The mapper with the table's location, and what is wrong; without a location where the table has none that could be used.</returns>
    Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken);
}

/// <summary>What a catalog says of a mapper.</summary>
/// <param name="Mapper">The mapper, located where that is possible.</param>
/// <param name="Problems">What is wrong, all of it.</param>
public sealed record CatalogAnswer(DataMapper Mapper, IReadOnlyList<MapperProblem> Problems)
{
    /// <summary>The first objects at its location.</summary>
    internal IReadOnlyList<SeenObject> Seen { get; init; } = [];
}
