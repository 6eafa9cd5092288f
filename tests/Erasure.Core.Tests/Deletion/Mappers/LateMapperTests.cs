using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Mappers;

/// <summary>Mappers that come, or come to say something else, between the making of a job and the end of its gathering.</summary>
public sealed class LateMapperTests : IDisposable
{
    private const string Mine = """{"by":"u-1"}""" + "\n{}\n";

    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Late = JobWorld.Mapper("late", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("before")]
    public async Task Who_asks_after_a_mapper_has_come_or_moved_is_searched_for_in_it_by_the_next_job(string? before)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        JobWorld.Write(folder.Path, "late/a.jsonl", Mine);
        JobWorld.Write(folder.Path, "before/a.jsonl", "{}\n");
        JobWorld? world = null;
        bool isDone = false;
        await using JobWorld started = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, mappers: Clicks),
            records: store => new GatheringSpy(store, async () =>
            {
                if (world is not null && !isDone)
                {
                    isDone = true;
                    await Mappers(world).PutAsync(Late, default);
                    await world.SubmitPersonAsync(1);
                }
            }));
        world = started;
        if (before is not null)
        {
            await Mappers(world).PutAsync(Late with { Prefix = before }, default);
        }

        await world.AddAsync(QueueWorld.Simple("u-2"));
        await world.Jobs.StartAsync(null, isDryRun: false, default);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.True(isDone);
        Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(1));
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "late/a.jsonl"));
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.Empty(await world.QueuedAsync());
        Assert.Equal([[], ["late"]], (await world.JobsAsync()).Select(job => job.LeftOut).OrderBy(left => left.Count));
    }

    [Fact]
    public async Task What_another_maker_of_the_same_job_has_left_is_no_mapper_of_it()
    {
        JobStore store = new(new MemoryRecords(), TimeProvider.System);
        string job = new('1', 32);
        await store.TryAddMapperAsync(job, new JobMapper { Mapper = Clicks }, default);
        await store.TryAddMapperAsync(job, new JobMapper { Mapper = Late }, default);
        await store.TryAddAsync(new DeletionJob { Id = job, Mappers = ["clicks"], CreatedAt = DateTimeOffset.UnixEpoch }, default);

        Assert.Equal("clicks", Assert.Single(await store.MappersAsync(job, default)).Mapper.Id);
    }

    private static DataMappers Mappers(JobWorld world) => world.Host.Services.GetRequiredService<DataMappers>();

    /// <summary>Does something when a job begins to gather.</summary>
    private sealed class GatheringSpy(IRecordStore inner, Func<Task> act) : IRecordStore
    {
        public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
        {
            if (key.Sort == "manifest/000000")
            {
                await act();
            }

            return await inner.GetAsync(key, cancellationToken);
        }

        public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
            inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);

        public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) => inner.TryDeleteAsync(key, expectedVersion, cancellationToken);

        public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default) =>
            inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);
    }
}
