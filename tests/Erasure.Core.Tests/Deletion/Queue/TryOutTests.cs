using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Queue;

/// <summary>A dry run for one person, before anybody asks for anything: it carries nobody else, queues nothing, and leaves nothing behind.</summary>
public sealed class TryOutTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();
    private Func<Task> onOpen = () => Task.CompletedTask;

    public TryOutTests()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{\"by\":\"canary-77\"}\n{\"by\":\"u-1\"}\n{\"by\":\"canary-77\"}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl", "{\"by\":\"u-1\"}\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_tells_what_would_go_of_that_person_alone()
    {
        await using JobWorld world = await StartAsync();
        await world.AddAsync(QueueWorld.Simple("u-1"));

        string id = Assert.IsType<JobStart.Started>(await world.Jobs.TryOutAsync(Of("canary-77"), default)).JobId;
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));

        DeletionJob job = (await world.Jobs.GetAsync(id, default))!;
        Assert.Equal((DeletionJobState.Completed, true, 1, 2), (job.State, job.IsDryRun, job.Matches, job.Totals!.RowsErased));
        Assert.Equal(["clicks/a.jsonl"], (await world.Jobs.ObjectsAsync(id, 10, null, default)).Items.Select(item => item.Name));
        Assert.Contains("canary-77", JobWorld.Read(folder.Path, "clicks/a.jsonl"), StringComparison.Ordinal);

        // Nobody was queued, who was still is, and no other job has begun.
        QueuedMatch queued = Assert.Single((await world.Queue.ListAsync(10, null, default)).Matches);
        Assert.Equal((null, 0), (queued.JobId, queued.Jobs));
        Assert.Single(await world.JobsAsync());
        Assert.Empty(await ManifestAsync(world, id));
    }

    [Fact]
    public async Task While_a_job_runs_there_is_none_and_nothing_is_left_of_it()
    {
        TaskCompletionSource gate = new();
        onOpen = () => gate.Task;
        await using JobWorld world = await StartAsync();
        string running = Assert.IsType<JobStart.Started>(await world.Jobs.TryOutAsync(Of("u-1"), default)).JobId;

        JobStart second = await world.Jobs.TryOutAsync(Of("canary-77"), default);

        Assert.Equal(running, Assert.IsType<JobStart.Running>(second).JobId);
        Assert.Equal(2, (await ManifestAsync(world, running)).Count);
        gate.SetResult();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));
        Assert.Single(await world.JobsAsync());
    }

    [Fact]
    public async Task A_match_that_can_find_nothing_is_refused()
    {
        await using JobWorld world = await StartAsync();

        JobStart start = await world.Jobs.TryOutAsync(new MatchRequest { Kind = MatchKind.Identifiers, Values = QueueWorld.Values(("passport", "x")) }, default);

        Assert.Equal("unknown-identifier", Assert.Single(Assert.IsType<JobStart.InvalidMatch>(start).Problems).Code);
        Assert.Empty(await world.JobsAsync());
    }

    private static MatchRequest Of(string user) => new() { Kind = MatchKind.Identifiers, Values = QueueWorld.Values(("user_id", user)) };

    private static async Task<IReadOnlyList<StoredRecord>> ManifestAsync(JobWorld world, string job) => await world.Host.Records.QueryAsync($"job/{job}", "manifest/").ToListAsync();

    private Task<JobWorld> StartAsync() => JobWorld.StartAsync(
        folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration(), Clicks), store => new ObjectStoreSpy(store) { BeforeOpen = _ => onOpen() });
}
