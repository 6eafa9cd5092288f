using System.Collections.Concurrent;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Tests.Deletion.Queries;

/// <summary>Queries over all of <c>clicks/</c> that find what they are told to.</summary>
internal sealed class ScriptedQueries : IQueryFinder
{
    /// <summary>Where each of them is.</summary>
    public QueryState State { get; init; } = QueryState.Succeeded;

    /// <summary>Keys that each finds; none, as Athena where the rows' partition is another one.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>Happens before one starts.</summary>
    public Action Before { get; init; } = static () => { };

    public ConcurrentQueue<string> Started { get; } = [];

    public ConcurrentQueue<string> Stopped { get; } = [];

    public Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken)
    {
        Before();
        return Task.FromResult(new QueryPreparation([new PartitionSet(new Dictionary<string, string>(), ["clicks/"])], []));
    }

    public Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken)
    {
        Started.Enqueue(token);
        return Task.FromResult(token);
    }

    public Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken) => Task.FromResult(new QueryProgress(State, 0));

    public IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken) => Found.ToAsyncEnumerable();

    public Task StopAsync(string query, CancellationToken cancellationToken)
    {
        Stopped.Enqueue(query);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string manifest, CancellationToken cancellationToken) => Task.CompletedTask;
}
