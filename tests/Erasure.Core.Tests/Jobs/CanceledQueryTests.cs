using System.Collections.Concurrent;
using Erasure.Core.Configuration;
using Erasure.Core.Jobs;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

/// <summary>A job that waits for a query ends at once where it is canceled, in this process or another.</summary>
public sealed class CanceledQueryTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly EndlessQueries queries = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(90, false)]
    [InlineData(90, true)]
    public async Task A_job_that_waits_for_a_query_is_canceled_at_once(int minutes, bool isAnotherProcess)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", UnseenLake.Mine);
        JobWorld world = await StartAsync();
        try
        {
            await world.SubmitAsync();
            await world.Host.RunForAsync(TimeSpan.FromMinutes(minutes));
            string job = await world.JobIdAsync();
            Assert.NotEmpty(queries.Started);
            if (isAnotherProcess)
            {
                await world.DisposeAsync();
                world = await StartAsync();
                await world.Host.Engine.WhenIdleAsync();
            }

            Assert.Equal(DeletionJobState.Running, (await world.Jobs.GetAsync(job, default))!.State);
            Assert.True(await world.Jobs.CancelAsync(job, default));
            await world.Host.Engine.WhenIdleAsync();

            Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
            Assert.Equal(queries.Started, queries.Stopped);
            Assert.Equal(UnseenLake.Mine, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        }
        finally
        {
            await world.DisposeAsync();
        }
    }

    private Task<JobWorld> StartAsync()
    {
        DataMapper mapper = UnseenLake.Clicks with { Prefix = null, Table = new CatalogTable { Database = "web", Name = "clicks" }, Finder = Finder.Athena };
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, new JobConfiguration(), mapper);
        configuration = configuration with { Lake = configuration.Lake! with { Athena = new AthenaConfiguration { Region = "eu-central-1", Manifests = "s3://lake/manifests/" } } };
        return JobWorld.StartAsync(folder.Path, configuration, lake: services => services
            .AddSingleton<IObjectStore>(new FolderObjectStore(folder["lake"]))
            .AddSingleton<ITableCatalog>(new OneTable())
            .AddSingleton<IQueryFinder>(queries));
    }

    private sealed class OneTable : ITableCatalog
    {
        public Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) =>
            Task.FromResult(new CatalogAnswer(mapper.LocatedAt("lake", "clicks", null), []));
    }

    private sealed class EndlessQueries : IQueryFinder
    {
        public ConcurrentQueue<string> Started { get; } = [];

        public ConcurrentQueue<string> Stopped { get; } = [];

        public Task<QueryPreparation> PrepareAsync(DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken) =>
            Task.FromResult(new QueryPreparation([new PartitionSet(new Dictionary<string, string>(), ["clicks/"])], []));

        public Task<string> StartAsync(DataMapper mapper, RowPredicate predicate, IReadOnlyDictionary<string, string> values, string manifest, string token, CancellationToken cancellationToken)
        {
            Started.Enqueue(token);
            return Task.FromResult(token);
        }

        public Task<QueryProgress> AskAsync(string query, CancellationToken cancellationToken) => Task.FromResult(new QueryProgress(QueryState.Running, 0));

        public IAsyncEnumerable<string> ReadAsync(DataMapper mapper, string query, CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

        public Task StopAsync(string query, CancellationToken cancellationToken)
        {
            Stopped.Enqueue(query);
            return Task.CompletedTask;
        }

        public Task RemoveAsync(string manifest, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
