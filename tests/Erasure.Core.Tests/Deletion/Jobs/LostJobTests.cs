using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>
/// A job's workflow, or one of its children, that is gone with its store, begins again from the records: what was written since is searched, and whoever came since waits for the next job.
/// </summary>
public sealed class LostJobTests : IDisposable
{
    /// <summary>What opens an object for the first time, the second and the third.</summary>
    private static readonly string[] Phases = ["Find", "Forget", "Verify"];

    private readonly TempFolder folder = new();
    private string? trouble;
    private int opening;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task A_lost_job_lists_and_searches_anew(int brokenOpening, bool isChildLost)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl", UnseenLake.Mine);
        JobWorld.Write(folder.Path, "clicks/c.jsonl", """{"by":"u-7"}""" + "\n{}\n");
        JobWorld.Write(folder.Path, "clicks/z.jsonl", UnseenLake.Mine);
        await using JobWorld world = await StartAsync("clicks/z.jsonl", brokenOpening);
        string job = await BeginAsync(world);
        await world.AddAsync(QueueWorld.Simple("u-7"));

        Assert.True(world.Host.Vanish(job));
        Assert.Equal(isChildLost, isChildLost && world.Host.Vanish($"{job}:0:{Phases[brokenOpening - 1]}:0"));
        JobWorld.Write(folder.Path, "clicks/a.jsonl", UnseenLake.Mine);
        JobWorld.Write(folder.Path, "clicks/later.jsonl", UnseenLake.Mine);
        trouble = null;
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(30));

        DeletionJob ended = (await world.Jobs.GetAsync(job, default))!;
        Assert.Equal((DeletionJobState.Completed, 4), (ended.State, ended.Totals!.RowsErased));
        Assert.Equal(new Outcome.Erased(4) { Objects = 4 }, await world.CheckAsync());
        Assert.All(["a", "b", "z", "later"], name => Assert.Equal("{}\n", JobWorld.Read(folder.Path, $"clicks/{name}.jsonl")));
        if (JobWorld.Read(folder.Path, "clicks/c.jsonl").Contains("u-7", StringComparison.Ordinal))
        {
            Assert.Single(await world.QueuedAsync());
            await world.RunJobAsync();
        }

        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/c.jsonl"));
    }

    [Theory]
    [InlineData("plan:clicks")]
    [InlineData("Find:0")]
    [InlineData("Forget:0")]
    [InlineData("Verify:0")]
    public async Task A_listing_or_batch_that_is_lost_begins_again(string child)
    {
        await using JobWorld world = await StuckAsync(child);
        string job = await BeginAsync(world);

        Assert.True(world.Host.Vanish($"{job}:0:{child}"));
        trouble = null;
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        await LookAsync(world);
        DeletionJob waiting = (await world.Jobs.GetAsync(job, default))!;
        Assert.Equal((DeletionJobState.Running, 1), (waiting.State, waiting.Beginnings));

        await world.Host.RunForAsync(TimeSpan.FromHours(2));
        await LookAsync(world);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckAsync());
        await AssertHasEndedAsync(world, job);
    }

    /// <summary>One that nobody has seen may be waiting for its turn.</summary>
    [Fact]
    public async Task A_batch_that_was_seen_and_isnt_there_any_more_is_lost_at_once()
    {
        await using JobWorld world = await StuckAsync("Find:0");
        string job = await BeginAsync(world);
        await world.Host.RunForAsync(TimeSpan.FromSeconds(113));
        await world.SweepAsync();

        Assert.True(world.Host.Vanish($"{job}:0:Find:0"));
        trouble = null;
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));
        await LookAsync(world);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckAsync());
        await AssertHasEndedAsync(world, job);
    }

    [Fact]
    public async Task A_job_that_is_canceled_while_a_batch_is_lost_ends()
    {
        await using JobWorld world = await StuckAsync("Find:0");
        string job = await BeginAsync(world);
        Assert.True(world.Host.Vanish($"{job}:0:Find:0"));
        Assert.True(await world.Jobs.CancelAsync(job, default));

        await world.Host.RunForAsync(TimeSpan.FromHours(3));
        await LookAsync(world);

        Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
        await AssertHasEndedAsync(world, job);
    }

    [Fact]
    public async Task A_job_that_is_ended_by_force_doesnt_begin_again()
    {
        await using JobWorld world = await StuckAsync("Find:0");
        string job = await BeginAsync(world);
        await world.Host.Client.TryTerminateAsync(job, "by hand", default);

        await LookAsync(world);

        Assert.Equal(DeletionJobState.Failed, (await world.Jobs.GetAsync(job, default))!.State);
    }

    /// <summary>Nobody is waited for any more: the job is over, and so is its workflow.</summary>
    private static async Task AssertHasEndedAsync(JobWorld world, string job)
    {
        Assert.True((await world.Jobs.GetAsync(job, default))!.State.IsOver());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await world.Host.Client.FindAsync(job, default))!.RuntimeStatus);
    }

    /// <summary>Some hosts end an instance only after they have said so: who looks next begins it again.</summary>
    private static async Task LookAsync(JobWorld world)
    {
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(10));
    }

    /// <summary>A lake of one object, whose job gets as far as a listing or a batch and no further.</summary>
    private Task<JobWorld> StuckAsync(string child)
    {
        JobWorld.Write(folder.Path, "clicks/z.jsonl", UnseenLake.Mine);
        string phase = child.Split(':')[0];
        return phase == "plan" ? StartAsync("", 1) : StartAsync("clicks/z.jsonl", 1 + Array.IndexOf(Phases, phase));
    }

    /// <summary>The store fails at an object from its first, second or third opening on, or, where none is named, at each listing.</summary>
    private Task<JobWorld> StartAsync(string broken, int brokenOpening)
    {
        trouble = broken;
        return JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, new JobConfiguration { ConcurrentBatches = 1, ConcurrentObjects = 1 }, UnseenLake.Clicks),
            store => new ObjectStoreSpy(store)
            {
                BeforeOpen = key => key == trouble && ++opening >= brokenOpening ? throw new IOException() : Task.CompletedTask,
                List = listed => trouble is "" ? throw new IOException() : listed,
            });
    }

    private static async Task<string> BeginAsync(JobWorld world)
    {
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromSeconds(12));
        return await world.JobIdAsync();
    }
}
