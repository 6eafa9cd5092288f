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

/// <summary>What a query finds and no listing has shown.</summary>
public sealed class LateQueryTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_object_that_comes_between_the_listing_and_the_query_is_searched_where_the_query_ruled_out_all_others()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        DataMapper mapper = UnseenLake.Clicks with { Prefix = null, Table = new CatalogTable { Database = "web", Name = "clicks" }, Finder = Finder.Athena };
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, new JobConfiguration(), mapper);
        configuration = configuration with { Lake = configuration.Lake! with { Athena = new AthenaConfiguration { Region = "eu-central-1", Manifests = "s3://lake/manifests/" } } };
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, configuration, lake: services => services
            .AddSingleton<IObjectStore>(new FolderObjectStore(folder["lake"]))
            .AddSingleton<ITableCatalog>(new OneTable())
            .AddSingleton<IQueryFinder>(new Queries(() => JobWorld.Write(folder.Path, "clicks/late.jsonl", UnseenLake.Mine))));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/late.jsonl"));
    }

    private sealed class OneTable : ITableCatalog
    {
        public Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) =>
            Task.FromResult(new CatalogAnswer(mapper.LocatedAt("lake", "clicks", null), []));
    }

    /// <summary>Finds the object that has just come.</summary>
    private sealed class Queries(Action act) : IQueryFinder
    {
        public Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken)
        {
            act();
            return Task.FromResult(new QueryPreparation([new PartitionSet(new Dictionary<string, string>(), ["clicks/"])], []));
        }

        public Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken) => Task.FromResult(token);

        public Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken) => Task.FromResult(new QueryProgress(QueryState.Succeeded, 0));

        public IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken) => new[] { "clicks/late.jsonl" }.ToAsyncEnumerable();

        public Task StopAsync(string query, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task RemoveAsync(string manifest, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
