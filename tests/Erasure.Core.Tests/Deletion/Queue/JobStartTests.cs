using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Records;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Queue;

public sealed class JobStartTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { MayBeEmpty = true };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Erasures_that_come_within_the_gathering_time_share_a_job()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromMinutes(30) });
        await world.SubmitPersonAsync(1);
        await world.Host.RunForAsync(TimeSpan.FromMinutes(20));
        await world.SubmitPersonAsync(2);
        await world.SweepAsync();
        Assert.Empty(await world.JobsAsync());

        await world.Host.RunForAsync(TimeSpan.FromMinutes(11));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        DeletionJob job = Assert.Single(await world.JobsAsync());
        Assert.Equal((JobTrigger.Erasure, 2, DeletionJobState.Completed), (job.Trigger, job.Matches, job.State));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(2));
    }

    [Fact]
    public async Task A_match_that_was_queued_before_the_clock_was_set_back_doesnt_wait_for_it()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromMinutes(30) });
        await world.SubmitPersonAsync(1);

        world.Host.Time.SetClock(world.Host.Time.GetUtcNow().AddDays(-10));
        await world.CheckPersonAsync(1);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(DeletionJobState.Completed, Assert.Single(await world.JobsAsync()).State);
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(1));
    }

    [Fact]
    public async Task What_comes_while_a_job_runs_goes_with_the_next_one_which_starts_when_it_ends()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{\"by\":\"u-1\"}\n{\"by\":\"u-2\"}\n");
        JobWorld? running = null;
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, null, Clicks), store => new ObjectStoreSpy(store)
        {
            AfterReplace = async _ => await running!.SubmitPersonAsync(2),
        });
        running = world;

        await world.SubmitPersonAsync(1);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal([1, 1], (await world.JobsAsync()).Select(job => job.Matches));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(2));
        Assert.Equal("", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task A_match_that_nears_its_deadline_starts_a_job_once()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { DeadlineLead = TimeSpan.FromDays(3) });
        await world.AddAsync(QueueWorld.Simple("u-1") with { Deadline = world.Host.Time.GetUtcNow() + TimeSpan.FromDays(10) });
        await SweepForAsync(world, TimeSpan.FromDays(6.9));
        Assert.Empty(await world.JobsAsync());

        await SweepForAsync(world, TimeSpan.FromDays(1));

        Assert.Equal((JobTrigger.Deadline, 1), (Assert.Single(await world.JobsAsync()) is var job ? job.Trigger : default, job.Matches));
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task A_schedule_starts_a_job_where_something_is_queued()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { Schedule = TimeSpan.FromDays(7) });
        await SweepForAsync(world, TimeSpan.FromDays(8));
        Assert.Empty(await world.JobsAsync());

        await world.AddAsync(QueueWorld.Simple("u-1"));
        await SweepForAsync(world, TimeSpan.FromDays(7));

        Assert.Equal(JobTrigger.Schedule, Assert.Single(await world.JobsAsync()).Trigger);
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task Many_who_start_a_job_at_once_start_one()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        TaskCompletionSource allAsked = new();
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path, JobWorld.Configuration(folder.Path, null, Clicks), store => new ObjectStoreSpy(store) { BeforeOpen = _ => allAsked.Task });
        await world.AddAsync(QueueWorld.Simple("u-1"));

        JobStart[] starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => world.Jobs.StartAsync(null, false, default))));

        JobStart.Started started = Assert.Single(starts.OfType<JobStart.Started>());
        Assert.All(starts.OfType<JobStart.Running>(), running => Assert.Equal(started.JobId, running.JobId));
        allAsked.SetResult();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Single(await world.JobsAsync());
    }

    [Fact]
    public async Task Two_jobs_at_once_are_correct_too()
    {
        for (int i = 0; i < 20; i++)
        {
            JobWorld.Write(folder.Path, $"clicks/{i}.jsonl", "{\"by\":\"u-1\"}\n{}\n{\"by\":\"u-2\"}\n");
        }

        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromDays(3) });
        await world.SubmitPersonAsync(1);
        string[] jobs = new string[2];
        for (int i = 0; i < 2; i++)
        {
            // As if somebody had taken the claim away: the other job doesn't know of this one.
            jobs[i] = Assert.IsType<JobStart.Started>(await world.Jobs.StartAsync(null, false, default)).JobId;
            await world.Host.Records.DeleteAsync(new("deletion-job-claim", "lake"), default);
            await world.SubmitPersonAsync(2);
        }

        await world.Host.RunForAsync(TimeSpan.FromHours(2));

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal("{}\n", JobWorld.Read(folder.Path, $"clicks/{i}.jsonl")));
        Assert.All(await world.JobsAsync(), job => Assert.Equal(DeletionJobState.Completed, job.State));
        Assert.Empty(await world.QueuedAsync());
        Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(1));
        Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(2));
    }

    [Fact]
    public async Task A_job_that_is_ended_by_force_leaves_its_matches_to_the_next()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{\"by\":\"u-1\"}\n");
        JobWorld? running = null;
        bool isFirst = true;
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, null, Clicks), store => new ObjectStoreSpy(store)
        {
            BeforeReplace = async _ =>
            {
                if (isFirst)
                {
                    isFirst = false;
                    await running!.Host.Client.TryTerminateAsync((await running!.JobsAsync())[0].Id, "by force", default);
                }
            },
        });
        running = world;
        await world.SubmitPersonAsync(1);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));

        Assert.Equal(new Outcome.Failed("job-failed", false), await world.CheckPersonAsync(1));
        DeletionJob dead = Assert.Single(await world.JobsAsync());
        Assert.Equal((DeletionJobState.Failed, null), (dead.State, dead.WrappedKey));

        Assert.Equal(new Outcome.Pending(), await world.SubmitPersonAsync(1, attempt: 2));
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.True(await world.CheckPersonAsync(1, attempt: 2) is Outcome.Erased or Outcome.NothingFound);
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task Reports_go_when_they_were_kept_long_enough_and_histories_before()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration { KeepReports = TimeSpan.FromDays(30) });
        await world.SubmitPersonAsync(1);
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        string id = Assert.Single(await world.JobsAsync()).Id;
        JobRetention retention = world.Host.Services.GetRequiredService<JobRetention>();

        await world.Host.RunForAsync(TimeSpan.FromDays(2));
        await retention.SweepAsync(default);
        Assert.Null(await world.Host.Client.FindAsync(id, default));
        Assert.NotNull(await world.Jobs.GetReportAsync(id, default));

        await world.Host.RunForAsync(TimeSpan.FromDays(30));
        await retention.SweepAsync(default);
        Assert.Null(await world.Jobs.GetReportAsync(id, default));
        Assert.Empty((await world.Jobs.EventsAsync(id, 10, null, default)).Items);
    }

    private static async Task SweepForAsync(JobWorld world, TimeSpan span)
    {
        for (TimeSpan gone = TimeSpan.Zero; gone < span; gone += TimeSpan.FromHours(6))
        {
            await world.SweepAsync();
            await world.Host.RunForAsync(TimeSpan.FromHours(Math.Min(6, (span - gone).TotalHours)));
        }
    }

    private Task<JobWorld> StartAsync(JobConfiguration job) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, job, Clicks));
}
