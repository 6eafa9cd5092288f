using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Queue;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

/// <summary>A place that erasures of ours emptied may be empty, for as long as nobody else has been there.</summary>
public sealed class EmptiedPlaceTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task A_place_that_the_erasure_itself_emptied_is_no_failure()
    {
        lake.Write("clicks/by=u-2042/a.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Assert.False(Directory.Exists(lake.Folder["lake/clicks/by=u-2042"]));
        Assert.True(Directory.Exists(lake.Folder["lake/clicks"]));
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("job")]
    [InlineData("dry-run")]
    public async Task A_place_that_an_erasure_emptied_and_in_which_objects_were_seen_since_is_missed_when_it_goes(string seenBy)
    {
        lake.Write("clicks/by=u-2042/a.jsonl", UnseenLake.Mine);
        await using JobWorld world = await JobWorld.StartAsync(lake.Folder.Path, JobWorld.Configuration(lake.Folder.Path, mappers: UnseenLake.Clicks), store => new Unmarked(store));
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        lake.Write("clicks/b.jsonl", seenBy == "job" ? "{}\n" : UnseenLake.Mine);
        int attempt = 2;
        switch (seenBy)
        {
            case "watch":
                Assert.True((await world.Host.Services.GetRequiredService<LakeWatch>().LookAsync(default))!.IsRight);
                break;
            case "job":
                Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt++));
                break;
            default:
                await world.AddAsync(QueueWorld.Simple("someone"));
                await world.RunJobAsync(isDryRun: true);
                break;
        }

        lake.TakeAway("empty-mapper");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt);
    }

    [Theory]
    [InlineData("empty-mapper")]
    [InlineData("written")]
    public async Task A_place_that_an_erasure_emptied_is_another_one_once_it_was_exchanged_or_written_to(string how)
    {
        lake.Write("clicks/by=u-2042/a.jsonl", UnseenLake.Mine);
        await using JobWorld world = await JobWorld.StartAsync(lake.Folder.Path, JobWorld.Configuration(lake.Folder.Path, mappers: UnseenLake.Clicks));
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        if (how == "written")
        {
            lake.Write("clicks/b.jsonl", UnseenLake.Mine);
            File.Move(lake.Folder["lake/clicks/b.jsonl"], lake.Folder["b.jsonl"]);
        }
        else
        {
            lake.TakeAway(how);
        }

        await UnseenLake.FailsAsync(world, "objects-gone", attempt: 2);
    }

    /// <summary>Can't tell one folder from another.</summary>
    private sealed class Unmarked(IObjectStore inner) : ObjectStoreSpy(inner), IObjectStore
    {
        Task<string?> IObjectStore.MarkAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
