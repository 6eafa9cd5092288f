using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A folder of a mapper's place in which objects were seen, and in which none is any more, while others are there: it is owed until it is back or accounted for.</summary>
public sealed class MissingFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public MissingFolderTests()
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        lake.Write("clicks/y/c.jsonl", "{}\n");
        lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
    }

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("clicks/x/day=1", "moved", "clicks/x/", "job")]
    [InlineData("clicks/x/day=1", "emptied", "clicks/x/", "job")]
    [InlineData("clicks/x", "moved", "clicks/x/", "job")]
    [InlineData("clicks/x", "emptied", "clicks/x/", "watch")]
    [InlineData("clicks/x", "empty-file", "clicks/x/", "dry-run")]
    [InlineData("clicks/x", "hidden-file", "clicks/x/", "watch")]
    public async Task A_folder_that_went_between_two_jobs_is_owed_until_it_is_back(string folder, string how, string told, string seenBy)
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        int attempt = await UnseenLake.SeeAsync(world, seenBy);
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);

        lake.TakeAway(folder, how);
        await UnseenLake.IsOwedAsync(world, attempt++, told);
        Assert.Equal("{}\n", JobWorld.Read(lake.Folder.Path, "clicks/a.jsonl"));

        // However many jobs come by, and whatever else comes and goes there.
        lake.Write("clicks/z/d.jsonl", "{}\n");
        await UnseenLake.IsOwedAsync(world, attempt++, told);
        File.Delete(lake.Folder["lake/clicks/z/d.jsonl"]);
        await UnseenLake.IsOwedAsync(world, attempt++, told);

        lake.BringBackFolder(folder);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt++));
        Assert.Equal("{}\n", JobWorld.Read(lake.Folder.Path, "clicks/x/day=1/b.jsonl"));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt));
    }

    [Fact]
    public async Task A_folder_that_goes_between_two_rounds_of_a_job_is_owed()
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(
            spy => spy.AfterReplace = _ =>
            {
                lake.TakeAway("clicks/x", "moved");
                return Task.CompletedTask;
            },
            UnseenLake.Clicks);

        await UnseenLake.IsOwedAsync(world, 1, "clicks/x/");
        await UnseenLake.IsOwedAsync(world, 2, "clicks/x/");

        lake.BringBackFolder("clicks/x");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task A_folder_that_is_back_in_a_later_round_is_searched()
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        bool isAway = false;
        await using JobWorld world = await lake.StartAsync(
            spy => spy.AfterReplace = _ =>
            {
                if (isAway)
                {
                    lake.BringBackFolder("clicks/x");
                    isAway = false;
                }

                return Task.CompletedTask;
            },
            UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, "watch");
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        lake.TakeAway("clicks/x", "moved");
        isAway = true;

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(lake.Folder.Path, "clicks/x/day=1/b.jsonl"));
    }

    [Theory]
    [InlineData("taken-out")]
    [InlineData("compacted")]
    [InlineData("renamed")]
    [InlineData("may-go")]
    [InlineData("may-go-above")]
    [InlineData("may-be-empty")]
    public async Task What_is_seen_or_said_to_be_right_is_not_missed(string why)
    {
        DataMapper mapper = UnseenLake.Clicks with { MayGo = why switch { "may-go" => ["x/day=*"], "may-go-above" => ["**/x"], _ => null }, MayBeEmpty = why == "may-be-empty" };
        await using JobWorld world = await lake.StartAsync(mapper);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        if (why is "taken-out" or "compacted")
        {
            File.Delete(lake.Folder["lake/clicks/x/day=1/b.jsonl"]);
            if (why == "compacted")
            {
                lake.Write("clicks/x/day=1/hour=0/c.jsonl", "{}\n");
            }
        }
        else if (why == "renamed")
        {
            Directory.Move(lake.Folder["lake/clicks/x"], lake.Folder["lake/clicks/w"]);
        }
        else
        {
            Directory.Delete(lake.Folder["lake/clicks/x"], recursive: true);
        }

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task A_folder_that_may_go_while_a_job_runs_fails_nobody()
    {
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(
            spy => spy.BeforeOpen = key =>
            {
                if (key.EndsWith("b.jsonl", StringComparison.Ordinal) && Directory.Exists(lake.Folder["lake/clicks/x/day=1"]))
                {
                    Directory.Delete(lake.Folder["lake/clicks/x/day=1"], recursive: true);
                }

                return Task.CompletedTask;
            },
            UnseenLake.Clicks with { MayGo = ["x/day=*"] });

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_that_an_erasure_emptied_is_not_missed(bool isEndedByForce)
    {
        lake.Write("clicks/by=u-2042/day=1/a.jsonl", "{}\n");
        lake.Write("clicks/by=u-2042/day=2/a.jsonl", "{}\n");
        JobWorld? started = null;
        int left = 2;
        await using JobWorld world = started = await lake.StartAsync(
            spy => spy.AfterReplace = async _ =>
            {
                if (--left == 0 && isEndedByForce)
                {
                    string job = (await started!.Jobs.ListAsync(1, null, CancellationToken.None)).Items[0].Id;
                    await started.Host.Client.TryTerminateAsync(job, "by force", CancellationToken.None);
                }
            },
            UnseenLake.Clicks);

        Outcome first = await world.RunAsync();

        Assert.False(Directory.Exists(lake.Folder["lake/clicks/by=u-2042"]));
        Assert.Equal(isEndedByForce, first is Outcome.Failed);
        Assert.IsNotType<Outcome.Failed>(await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task What_a_watch_saw_and_a_job_deleted_meanwhile_is_not_missed()
    {
        using TempFolder other = new();
        JobWorld.Write(other.Path, "clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
        JobWorld? started = null;
        bool isWatched = false;
        await using JobWorld world = started = await JobWorld.StartAsync(other.Path, JobWorld.Configuration(other.Path, mappers: UnseenLake.Clicks), store => new ObjectStoreSpy(store)
        {
            BeforeOpen = async _ =>
            {
                if (isWatched)
                {
                    isWatched = false;
                    Assert.IsType<Outcome.Erased>(await started!.RunAsync());
                }
            },
        });

        isWatched = true;
        await world.Host.Services.GetRequiredService<ILakeWatch>().LookAsync(CancellationToken.None);

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }
}
