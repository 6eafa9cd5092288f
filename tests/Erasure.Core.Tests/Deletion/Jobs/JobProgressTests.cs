using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Records;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>A running job tells how far it is, by its objects' records, and without looking at all of them for it.</summary>
public sealed class JobProgressTests : IDisposable
{
    private const string Others = """{"by":"u-1"}""" + "\n";

    private readonly TempFolder folder = new();
    private string? trouble = "clicks/z.jsonl";
    private int brokenOpening = 1;
    private int openings;

    public JobProgressTests()
    {
        for (int i = 0; i < 7; i++)
        {
            JobWorld.Write(folder.Path, $"clicks/{i}.jsonl", Others);
        }

        JobWorld.Write(folder.Path, "clicks/bad.jsonl", "{\n");
        JobWorld.Write(folder.Path, "clicks/mine.jsonl", UnseenLake.Mine);
        JobWorld.Write(folder.Path, "clicks/z.jsonl", UnseenLake.Mine);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(60, 1)]
    [InlineData(3, 4)]
    public async Task It_tells_objects_found_done_and_failed_with_their_bytes_and_how_long_the_rest_takes(int batchSize, int concurrentBatches)
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = batchSize, ConcurrentBatches = concurrentBatches, ConcurrentObjects = 8 });
        DeletionJob job = await BeginAsync(world, TimeSpan.FromSeconds(12));

        JobProgress progress = (await world.Jobs.ProgressAsync(job, default))!;
        Assert.Equal((JobPhase.Find, 0, 10, 9), (progress.Phase, progress.Round, progress.Objects, progress.ObjectsDone));
        Assert.Equal((1, 1), (progress.ObjectsFound, progress.ObjectsFailed));
        Assert.Equal(Directory.EnumerateFiles(folder["lake/clicks"]).Sum(file => new FileInfo(file).Length), progress.Bytes);
        Assert.Equal(progress.Bytes - UnseenLake.Mine.Length, progress.BytesDone);
        Assert.Equal(
            (9 / 12d, progress.BytesDone / 12d),
            (progress.ObjectsPerSecond!.Value, progress.BytesPerSecond!.Value),
            (one, other) => Math.Abs(one.Item1 - other.Item1) < 1e-9 && Math.Abs(one.Item2 - other.Item2) < 1e-9);
        Assert.Equal(TimeSpan.FromSeconds(2), progress.TimeLeft);

        trouble = null;
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        DeletionJob ended = (await world.Jobs.GetAsync(job.Id, default))!;
        Assert.True(ended.State.IsOver());
        Assert.Null(await world.Jobs.ProgressAsync(ended, default));
    }

    [Theory]
    [InlineData(2, JobPhase.Forget)]
    [InlineData(3, JobPhase.Verify)]
    public async Task Each_phase_counts_its_own_objects_and_those_that_the_job_fails_at_stay_told(int opening, JobPhase phase)
    {
        brokenOpening = opening;
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = 1, ConcurrentBatches = 8 });
        DeletionJob job = await BeginAsync(world, TimeSpan.FromSeconds(5));

        JobProgress progress = (await world.Jobs.ProgressAsync(job, default))!;

        Assert.Equal((phase, 2, 1, 2, 1), (progress.Phase, progress.Objects, progress.ObjectsDone, progress.ObjectsFound, progress.ObjectsFailed));
    }

    [Fact]
    public async Task Nothing_is_said_of_time_before_it_is_known()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = 60, ConcurrentObjects = 8 });
        DeletionJob job = await BeginAsync(world, TimeSpan.Zero);

        JobProgress progress = (await world.Jobs.ProgressAsync(job, default))!;

        Assert.Equal((9, null, null, null), (progress.ObjectsDone, progress.ObjectsPerSecond, progress.BytesPerSecond, progress.TimeLeft));
    }

    [Fact]
    public async Task The_rate_is_that_of_the_last_minutes()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration());
        JobStore store = new(world.Host.Records, world.Host.Time);
        JobGauge gauge = new(store, world.Host.Time);
        DeletionJob job = new() { Id = "job", Mappers = [], CreatedAt = world.Host.Time.GetUtcNow(), State = DeletionJobState.Running };
        await gauge.BeginAsync("job", new JobPhaseCount(0, JobObjectState.Planned) { All = new PhasePart(1000, 1000) }, default);

        // Ten a minute for an hour, then twenty.
        string? after = null;
        int number = 0;
        for (int minute = 0; minute < 70; minute++)
        {
            string[] ids = [.. Enumerable.Range(0, minute < 60 ? 10 : 20).Select(_ => $"{number++:D6}")];
            await gauge.AddAsync("job", 0, JobObjectState.Planned, new OpenBatch(after, ids), default);
            foreach (string id in ids)
            {
                await store.PutObjectAsync("job", id, _ => new JobObject { Id = id, Mapper = "clicks", Name = id, Length = 1, State = JobObjectState.Clean }, default);
            }

            after = ids[^1];
            world.Host.Time.Advance(TimeSpan.FromMinutes(1));
        }

        JobProgress progress = (await gauge.ReadAsync(job, default))!;
        Assert.Equal((800, 200), (progress.ObjectsDone, progress.Objects - progress.ObjectsDone));
        Assert.Equal(20 / 60d, progress.ObjectsPerSecond!.Value, 6);
        Assert.Equal(TimeSpan.FromMinutes(10), progress.TimeLeft);
        Assert.InRange((await store.GetPhaseAsync("job", default))!.Points.Count, 2, 25);
    }

    [Theory]
    [InlineData(8 * 60, false)]
    [InlineData(8, true)]
    public async Task A_pause_makes_no_rate_and_slow_work_does(int minutes, bool isKnown)
    {
        await using JobWorld world = await StartAsync(new JobConfiguration());
        JobStore store = new(world.Host.Records, world.Host.Time);
        JobGauge gauge = new(store, world.Host.Time);
        DeletionJob job = new() { Id = "job", Mappers = [], CreatedAt = world.Host.Time.GetUtcNow(), State = DeletionJobState.Running };
        await gauge.BeginAsync("job", new JobPhaseCount(0, JobObjectState.Planned) { All = new PhasePart(1000, 1000) }, default);
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"{i:D6}")];
        await gauge.AddAsync("job", 0, JobObjectState.Planned, new OpenBatch(null, ids), default);
        foreach (string id in ids[..10])
        {
            world.Host.Time.Advance(TimeSpan.FromMinutes(minutes));
            await DoneAsync(id);
        }

        JobProgress progress = (await gauge.ReadAsync(job, default))!;
        Assert.Equal((10, isKnown, isKnown), (progress.ObjectsDone, progress.ObjectsPerSecond is not null, progress.TimeLeft is not null));
        Assert.Equal(isKnown ? 1 / (60d * minutes) : 0, progress.ObjectsPerSecond ?? 0, 6);

        // From the next batch on it is known, whatever lay before.
        foreach (string id in ids[10..])
        {
            await DoneAsync(id);
        }

        await gauge.AddAsync("job", 0, JobObjectState.Planned, new OpenBatch(ids[^1], ["next"]), default);
        world.Host.Time.Advance(TimeSpan.FromSeconds(10));
        await DoneAsync("next");
        Assert.Equal(0.1, (await gauge.ReadAsync(job, default))!.ObjectsPerSecond!.Value, 1e-6);

        Task DoneAsync(string id) => store.PutObjectAsync("job", id, _ => new JobObject { Id = id, Mapper = "clicks", Name = id, Length = 1, State = JobObjectState.Clean }, default);
    }

    [Fact]
    public async Task It_is_known_after_a_restart_and_asked_of_few_records()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = 1, ConcurrentBatches = 3 });
        DeletionJob job = await BeginAsync(world, TimeSpan.FromSeconds(12));
        RecordStoreSpy records = new(world.Host.Records);

        JobProgress? progress = await new JobGauge(new JobStore(records, world.Host.Time), world.Host.Time).ReadAsync(job, default);

        Assert.Equal(await world.Jobs.ProgressAsync(job, default), progress);
        Assert.Equal(9, progress!.ObjectsDone);
        Assert.InRange(records.Gets, 1, 5);
        Assert.Equal(["mapper/"], records.Queried);
    }

    [Fact]
    public async Task A_batch_that_is_counted_again_counts_once()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = 3, ConcurrentBatches = 1 });
        DeletionJob job = await BeginAsync(world, TimeSpan.FromSeconds(12));
        JobStore store = new(world.Host.Records, world.Host.Time);
        JobGauge gauge = new(store, world.Host.Time);
        JobProgress? before = await gauge.ReadAsync(job, default);
        JobPhaseCount phase = (await store.GetPhaseAsync(job.Id, default))!;

        await gauge.AddAsync(job.Id, 0, JobObjectState.Planned, phase.Open[^1], default);
        await gauge.AddAsync(job.Id, 7, JobObjectState.Planned, phase.Open[^1], default);

        Assert.Equal(before, await gauge.ReadAsync(job, default));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_job_that_was_lost_and_begun_again_counts_what_is_left(bool isOnlyBatchLost)
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { BatchSize = 60, ConcurrentBatches = 1, ConcurrentObjects = 8 });
        DeletionJob job = await BeginAsync(world, TimeSpan.FromSeconds(12));

        Assert.True(world.Host.Vanish($"{job.Id}:0:Find:0"));
        Assert.Equal(!isOnlyBatchLost, !isOnlyBatchLost && world.Host.Vanish(job.Id));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromSeconds(12));

        JobProgress progress = (await world.Jobs.ProgressAsync(job, default))!;
        Assert.Equal(
            isOnlyBatchLost ? (JobPhase.Find, 0, 10, 9) : (JobPhase.Find, 1, progress.Objects, progress.Objects - 1),
            (progress.Phase, progress.Round, progress.Objects, progress.ObjectsDone));
        Assert.InRange(progress.Objects, 1, 10);
        Assert.Equal((1, 1), (progress.ObjectsFound, progress.ObjectsFailed));
    }

    /// <summary>The store fails at one object, from some opening on: its phase doesn't end.</summary>
    private Task<JobWorld> StartAsync(JobConfiguration limits) => JobWorld.StartAsync(
        folder.Path,
        JobWorld.Configuration(folder.Path, limits, UnseenLake.Clicks),
        store => new ObjectStoreSpy(store)
        {
            BeforeOpen = key => key == trouble && Interlocked.Increment(ref openings) >= brokenOpening ? throw new IOException() : Task.CompletedTask,
        });

    private static async Task<DeletionJob> BeginAsync(JobWorld world, TimeSpan span)
    {
        await world.SubmitAsync();
        await world.Host.RunForAsync(span);
        return (await world.Jobs.GetAsync(await world.JobIdAsync(), default))!;
    }
}
