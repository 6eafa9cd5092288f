using System.Runtime.CompilerServices;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Mappers;

public sealed class LakeWatchTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Visits = JobWorld.Mapper("visits", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_declared_mapper_that_points_nowhere_is_known_until_it_is_mended()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(store => store);
        ILakeWatch watch = WatchOf(world);

        LakeState state = (await watch.LookAsync(default))!;
        CheckedMapper wrong = Assert.Single(state.Wrong);
        Assert.Equal(("visits", "prefix"), (wrong.Mapper, Assert.Single(wrong.Problems).Path));

        JobWorld.Write(folder.Path, "visits/a.jsonl", "{}\n");
        Assert.Same(state, await watch.LookAgainAsync(default));
        world.Host.Time.AdvanceTo(world.Host.Time.GetUtcNow().AddSeconds(10));
        Assert.Same(state, await watch.LatestAsync(default));
        Assert.True((await watch.LookAgainAsync(default))!.IsRight);
    }

    [Fact]
    public async Task It_looks_again_in_time_where_the_clock_is_set_back()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(store => store);
        ILakeWatch watch = WatchOf(world);
        Assert.Single((await watch.LookAsync(default))!.Wrong);

        JobWorld.Write(folder.Path, "visits/a.jsonl", "{}\n");
        world.Host.Time.SetClock(world.Host.Time.GetUtcNow().AddDays(-400));
        world.Host.Time.AdvanceTo(world.Host.Time.GetUtcNow() + LakeWatch.Interval);

        Assert.True((await watch.LatestAsync(default))!.IsRight);
    }

    [Fact]
    public async Task A_mapper_that_no_domain_erases_in_is_told()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        ErasureConfiguration Covering(params LakeConnectorConfiguration[] domains) => JobWorld.Configuration(folder.Path, null, Clicks) with { Domains = [.. domains.Select((connector, i) => new DomainConfiguration { Name = $"lake-{i}", Admin = "a@example.org", Connector = connector })] };
        Assert.True(Covering(new LakeConnectorConfiguration()).Domains.Cover("clicks"));
        Assert.True(Covering(new LakeConnectorConfiguration { Mappers = ["others"] }, new LakeConnectorConfiguration { Mappers = ["CLICKS"] }).Domains.Cover("clicks"));
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, Covering(new LakeConnectorConfiguration { Mappers = ["others"] }));

        LakeState state = (await WatchOf(world).LookAsync(default))!;

        Assert.Equal((true, "clicks"), (state.IsRight, Assert.Single(state.Uncovered)));
    }

    [Fact]
    public async Task A_place_that_erasures_emptied_is_right()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "visits/by=u-2042/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(store => store);
        await world.AddAsync(QueueWorld.Simple("u-2042"));

        Assert.Equal(DeletionJobState.Completed, (await world.RunJobAsync()).State);

        Assert.False(Directory.Exists(Path.Combine(folder.Path, "lake", "visits", "by=u-2042")));
        Assert.True((await WatchOf(world).LookAsync(default))!.IsRight);
    }

    [Fact]
    public async Task A_mapper_of_one_object_is_right()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(store => store, Clicks with { Prefix = "clicks/a.jsonl" });

        Assert.Empty((await WatchOf(world).LookAsync(default))!.Wrong);
    }

    [Fact]
    public async Task A_store_that_cannot_be_used_is_told_with_its_sentence_and_no_text_of_others()
    {
        await using JobWorld world = await StartAsync(store => new FailingStore(store, new Dictionary<string, Exception>(StringComparer.Ordinal)
        {
            ["clicks"] = new UnusableStoreException("no-credentials", "There are none."),
            ["visits"] = new IOException("Mira Lindqvist"),
        }));

        IReadOnlyList<CheckedMapper> wrong = (await WatchOf(world).LookAsync(default))!.Wrong;

        Assert.Equal(["clicks: no-credentials (prefix): can't be listed and read: There are none.", "visits: io (prefix): can't be listed and read: The store failed with IOException: check the disk or the share that it is on."], wrong.Select(mapper => mapper.Describe()));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_holds_nobody_up()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using JobWorld world = await StartAsync(store => new SilentStore(store, asked), Clicks);
        Task<LakeState?> looking = WatchOf(world).LookAsync(default);
        await asked.Task;
        world.Host.Time.AdvanceTo(world.Host.Time.GetUtcNow().AddMinutes(1));

        CheckedMapper wrong = Assert.Single((await looking)!.Wrong);
        Assert.Equal(("clicks", "no-answer"), (wrong.Mapper, Assert.Single(wrong.Problems).Code));
    }

    private static ILakeWatch WatchOf(JobWorld world) => world.Host.Services.GetRequiredService<ILakeWatch>();

    private Task<JobWorld> StartAsync(Func<IObjectStore, IObjectStore> objects, params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration(), mappers is [] ? [Clicks, Visits] : mappers), objects);

    private sealed class FailingStore(IObjectStore inner, IReadOnlyDictionary<string, Exception> failures) : ObjectStoreSpy(inner), IObjectStore
    {
        IAsyncEnumerable<ObjectInfo> IObjectStore.ListAsync(string prefix, CancellationToken cancellationToken) => throw failures[prefix.Split('/')[0]];
    }

    private sealed class SilentStore(IObjectStore inner, TaskCompletionSource asked) : ObjectStoreSpy(inner), IObjectStore
    {
        IAsyncEnumerable<ObjectInfo> IObjectStore.ListAsync(string prefix, CancellationToken cancellationToken) =>
            NeverAsync(cancellationToken);

        private async IAsyncEnumerable<ObjectInfo> NeverAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            yield break;
        }
    }
}
