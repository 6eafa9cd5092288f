using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Lake;

/// <summary>Mappers that domains and matches name: found when they are needed, and not removed while they are.</summary>
public sealed class NamedMapperTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Visits = JobWorld.Mapper("visits", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_domain_erases_from_the_stored_mappers_that_it_names_and_from_no_others()
    {
        await using JobWorld world = await StartAsync(Clicks);
        await Mappers(world).PutAsync(Visits, default);

        Assert.Equal(new Outcome.Pending(), await world.Connector("VISITS").SubmitAsync(JobWorld.Erasure, JobWorld.Person, default));
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "visits/a.jsonl"));
        Assert.Equal(Rows, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task A_domain_that_names_no_mapper_fails_until_there_is_one()
    {
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.Failed("unknown-mapper", false), await world.Connector("clicks", "visits").SubmitAsync(JobWorld.Erasure, JobWorld.Person, default));
        Assert.Empty(await world.QueuedAsync());

        await Mappers(world).PutAsync(Visits, default);
        Assert.Equal(new Outcome.Pending(), await world.Connector("clicks", "visits").SubmitAsync(JobWorld.Erasure with { Attempt = 2 }, JobWorld.Person, default));
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.CheckAsync(attempt: 2));
    }

    [Fact]
    public async Task A_match_whose_mapper_is_gone_is_not_cleared_by_those_that_are_left()
    {
        // As where the file declared it: nothing else takes away what is needed.
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks);
        await Mappers(world).PutAsync(Visits, default);
        await world.Connector("clicks", "visits").SubmitAsync(JobWorld.Erasure, JobWorld.Person, default);
        await Mappers(world).DeleteAsync("visits", default);
        Assert.Equal(new Outcome.Failed("unknown-mapper", false), await world.CheckAsync());

        Assert.Equal(1, (await world.RunJobAsync()).MatchesKept);

        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.Equal("unknown-mapper", Assert.Single(await world.QueuedAsync()).Code);
        Assert.Equal(new Outcome.Failed("unknown-mapper", false), await world.CheckAsync());

        // Configured anew, it goes on with what the domain names now.
        Assert.Equal(new Outcome.Pending(), await world.Connector("clicks").SubmitAsync(JobWorld.Erasure with { Attempt = 2 }, JobWorld.Person, default));
        await world.RunJobAsync();
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckAsync(attempt: 2));
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task A_mapper_that_queued_matches_are_limited_to_stays()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks);
        await Mappers(world).PutAsync(Visits, default);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.AddAsync(QueueWorld.Composite("visits", ("by", "u-1")));
        await world.AddAsync(QueueWorld.Simple("u-2") with { Mappers = ["clicks", "Visits"] });
        Assert.Equal(new MapperRemoval.Wanted(2), await RemoveAsync(world));
        Assert.NotNull(await Mappers(world).GetAsync("visits", default));

        await world.RunJobAsync();
        Assert.Equal(new MapperRemoval.Removed(), await RemoveAsync(world));
    }

    [Fact]
    public async Task A_mapper_that_a_job_works_on_stays_until_its_end()
    {
        MapperRemoval? meanwhile = null;
        JobWorld? world = null;
        await using JobWorld started = await JobWorld.StartAsync(Write(), JobWorld.Configuration(folder.Path, mappers: Clicks), store => new ObjectStoreSpy(store)
        {
            BeforeOpen = async key => meanwhile = key.StartsWith("visits", StringComparison.Ordinal) ? await RemoveAsync(world!) : meanwhile,
        });
        world = started;
        await Mappers(world).PutAsync(Visits, default);
        await world.AddAsync(QueueWorld.Simple("u-1"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal(new MapperRemoval.WorkedOn(job.Id), meanwhile);
        Assert.Equal(new MapperRemoval.Removed(), await RemoveAsync(world));
    }

    [Fact]
    public async Task A_mapper_comes_back_where_a_match_for_it_was_queued_while_it_was_removed()
    {
        await using JobWorld world = await StartAsync(Clicks);
        await Mappers(world).PutAsync(Visits, default);
        QueueIntake intake = await world.Queue.OpenAsync(default);
        RemovalSpy records = new(world.Host.Services.GetRequiredService<IRecordStore>(), () => intake.AddAsync(QueueWorld.Composite("visits", ("by", "u-1")), default));
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, mappers: Clicks);
        JobStore jobs = world.Host.Services.GetRequiredService<JobStore>();
        MapperRemover remover = new(new DataMappers(records, configuration.Lake), new OwedMatches(new QueueStore(records), jobs), jobs, configuration.Domains);

        Assert.Equal(new MapperRemoval.Wanted(1), await remover.RemoveAsync("visits", default));

        Assert.Equal(Visits.Id, (await Mappers(world).GetAsync("visits", default))?.Id);
    }

    [Fact]
    public async Task A_mapper_that_a_configured_domain_names_stays()
    {
        ErasureConfiguration configuration = JobWorld.Configuration(folder.Path, mappers: Clicks) with
        {
            Domains = [new DomainConfiguration { Name = "web", Admin = "web@example.org", Connector = new LakeConnectorConfiguration { Mappers = ["Visits"] } }],
        };
        await using JobWorld world = await JobWorld.StartAsync(Write(), configuration);
        await Mappers(world).PutAsync(Visits, default);
        Assert.Equal(new MapperRemoval.Named("web"), await RemoveAsync(world));
    }

    private const string Rows = """{"by":"u-2042"}""" + "\n{}\n";

    private static DataMappers Mappers(JobWorld world) => world.Host.Services.GetRequiredService<DataMappers>();

    private static Task<MapperRemoval> RemoveAsync(JobWorld world) => world.Host.Services.GetRequiredService<IMapperRemover>().RemoveAsync("visits", default);

    private string Write()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Rows);
        JobWorld.Write(folder.Path, "visits/a.jsonl", Rows);
        return folder.Path;
    }

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => StartAsync(new JobConfiguration(), mappers);

    private Task<JobWorld> StartAsync(JobConfiguration job, params DataMapper[] mappers) =>
        JobWorld.StartAsync(Write(), JobWorld.Configuration(folder.Path, job, mappers));

    /// <summary>Does something right after a record was deleted.</summary>
    private sealed class RemovalSpy(IRecordStore inner, Func<Task> after) : IRecordStore
    {
        public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
            inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);

        public async Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken)
        {
            bool isDeleted = await inner.TryDeleteAsync(key, expectedVersion, cancellationToken);
            await after();
            return isDeleted;
        }

        public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default) =>
            inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);
    }
}
