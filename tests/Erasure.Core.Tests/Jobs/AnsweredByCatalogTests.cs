using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

/// <summary>Where a key answers for a column, a query hears the catalog and not the rows.</summary>
public sealed class AnsweredByCatalogTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Rows_that_a_query_can_not_see_behind_their_partition_are_found()
    {
        JobWorld.Write(folder.Path, "clicks/by=u-1/a.jsonl", UnseenLake.Mine);
        JobWorld.Write(folder.Path, "clicks/by=u-1/b.jsonl", "{}\n");
        DataMapper mapper = UnseenLake.Clicks with { Prefix = null, Table = new CatalogTable { Database = "web", Name = "clicks" }, Finder = Finder.Athena };
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, new JobConfiguration(), mapper);
        configuration = configuration with { Lake = configuration.Lake! with { Athena = new AthenaConfiguration { Region = "eu-central-1", Manifests = "s3://lake/manifests/" } } };
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, configuration, lake: services => services
            .AddSingleton<IObjectStore>(new FolderObjectStore(folder["lake"]))
            .AddSingleton<ITableCatalog>(new OneTable())
            .AddSingleton<IQueryFinder>(new BlindQueries()));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/by=u-1/a.jsonl"));
    }

    private sealed class OneTable : ITableCatalog
    {
        public Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) =>
            Task.FromResult(new CatalogAnswer(mapper.LocatedAt("lake", "clicks", null), []));
    }

    /// <summary>Finds nothing, as Athena does where the partition is another one.</summary>
    private sealed class BlindQueries : IQueryFinder
    {
        public Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken) =>
            Task.FromResult(new QueryPreparation([new PartitionSet(new Dictionary<string, string>(), ["clicks/"])], []));

        public Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken) => Task.FromResult(token);

        public Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken) => Task.FromResult(new QueryProgress(QueryState.Succeeded, 0));

        public IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

        public Task StopAsync(string query, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RemoveAsync(string manifest, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
