using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Lake.Queries;

/// <summary>A service that finds the objects of a table that hold matches by queries: Athena. It never waits for one: that is for whoever has durable timers.</summary>
public interface IQueryFinder
{
    /// <summary>Puts the matches where queries can join with them, and lists the partitions to query. Doing it again for the same manifest replaces what was put.</summary>
    /// <param name="mapper">A located mapper with a table.</param>
    /// <param name="predicate">The matches.</param>
    /// <param name="manifest">Name of the manifest: lower-case letters and digits.</param>
    /// <param name="cancellationToken">Gives up; then what was put is still there.</param>
    /// <exception cref="QueryException">The table can't be queried as the mapper says.</exception>
    Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken);

    /// <summary>Starts the query of some partitions.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="predicate">The matches that the manifest was made of.</param>
    /// <param name="values">Values by partition key; keys that are left out aren't restricted.</param>
    /// <param name="manifest">Name of the manifest.</param>
    /// <param name="token">The same token starts the same query only once: 32 to 128 characters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The query's id.</returns>
    /// <exception cref="QueryException">The table can't be queried any more.</exception>
    Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken);

    /// <summary>How far a query is.</summary>
    Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken);

    /// <summary>Keys of the objects that a query found, in the mapper's store.</summary>
    /// <exception cref="QueryException">It found one elsewhere.</exception>
    IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken);

    /// <summary>Stops a query; one that is over stays as it is.</summary>
    Task StopAsync(string query, CancellationToken cancellationToken);

    /// <summary>Removes a manifest, each version of it; one that isn't there is fine.</summary>
    /// <exception cref="IOException">Something of it is still there.</exception>
    Task RemoveAsync(string manifest, CancellationToken cancellationToken);
}
