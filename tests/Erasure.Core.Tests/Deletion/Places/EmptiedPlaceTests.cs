using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Domains;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A place that erasures of ours emptied may be empty, for as long as nobody else has been there.</summary>
public sealed class EmptiedPlaceTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [Fact]
    public async Task A_place_that_the_erasure_itself_emptied_is_no_failure()
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Assert.False(Directory.Exists(lake.Folder["lake/clicks/by=u-2042"]));
        Assert.True(Directory.Exists(lake.Folder["lake/clicks"]));
    }

    [Theory]
    [InlineData("one/u-2042.jsonl", "one/u-2042.jsonl")]
    [InlineData("one/u-2042/a.jsonl", "one/u-2042/a.jsonl")]
    [InlineData("fold/u-2042", "fold/u-2042/a.jsonl")]
    [InlineData("by=u-2042", "by=u-2042/a.jsonl")]
    [InlineData("by=u-2042/deep", "by=u-2042/deep/a.jsonl")]
    public async Task A_place_that_is_named_after_the_person_is_as_good_empty(string prefix, string key)
    {
        lake.Write(key, "{\"by\":\"u-2042\"}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Prefix = prefix });

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.False(File.Exists(lake.Folder[$"lake/{key}"]));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));

        lake.Write(key, "{\"by\":\"u-2042\"}\n");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/deep")]
    public async Task A_place_that_lies_below_another_mappers_and_is_named_after_the_person_stays(string below)
    {
        lake.Write($"clicks/by=u-2042{below}/a.jsonl", "{\"by\":\"u-2042\"}\n");
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks, UnseenLake.Clicks with { Id = "other", Prefix = $"clicks/by=u-2042{below}", MayBeEmpty = true });

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.True(Directory.Exists(lake.Folder[$"lake/clicks/by=u-2042{below}"]));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("job")]
    [InlineData("dry-run")]
    public async Task A_place_that_an_erasure_emptied_and_in_which_objects_were_seen_since_is_missed_when_it_goes(string seenBy)
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
        await using JobWorld world = await JobWorld.StartAsync(lake.Folder.Path, JobWorld.Configuration(lake.Folder.Path, mappers: UnseenLake.Clicks), store => new Unmarked(store));
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        lake.Write("clicks/b.jsonl", seenBy == "job" ? "{}\n" : UnseenLake.Mine);
        int attempt = 2;
        if (seenBy == "job")
        {
            Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt++));
        }
        else
        {
            await UnseenLake.SeeAsync(world, seenBy);
        }

        lake.TakeAway("empty-mapper");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt);
    }

    [Theory]
    [InlineData("empty-mapper")]
    [InlineData("written")]
    public async Task A_place_that_an_erasure_emptied_is_another_one_once_it_was_exchanged_or_written_to(string how)
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{\"by\":\"u-2042\"}\n");
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

    [Fact]
    public async Task A_place_that_several_jobs_emptied_one_after_the_other_is_no_failure()
    {
        lake.Write("clicks/by=u-1/a.jsonl", "{}\n");
        lake.Write("clicks/by=u-2042/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        Assert.Equal(DeletionJobState.Completed, (await world.RunJobAsync()).State);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("dry-run")]
    public async Task A_place_that_is_empty_once_the_person_is_erased_is_missed_where_another_was_there_before(string seenBy)
    {
        lake.Write("clicks/by=u-1/a.jsonl", "{}\n");
        lake.Write("clicks/by=u-2042/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, seenBy);
        Directory.Move(lake.Folder["lake/clicks/by=u-1"], lake.Folder["away"]);

        await UnseenLake.FailsAsync(world, "objects-gone");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt: 2);

        Directory.Move(lake.Folder["away"], lake.Folder["lake/clicks/by=u-1"]);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task What_is_hidden_is_no_sign_that_the_objects_are_where_they_should_be()
    {
        lake.Write("clicks/by=u-2042/a.jsonl", "{}\n");
        lake.Write("clicks/by=u-2042/_meta", "x");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, "dry-run");
        File.Move(lake.Folder["lake/clicks/by=u-2042/a.jsonl"], lake.Folder["a.jsonl"]);

        await UnseenLake.FailsAsync(world, "objects-gone");

        Assert.True(File.Exists(lake.Folder["lake/clicks/by=u-2042/_meta"]));
        File.Move(lake.Folder["a.jsonl"], lake.Folder["lake/clicks/by=u-2042/a.jsonl"]);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task A_place_of_more_objects_than_are_remembered_is_missed_when_it_goes()
    {
        Directory.CreateDirectory(lake.Folder["lake/clicks/by=u-2042"]);
        for (int i = 0; i <= SeenPlace.MostObjects; i++)
        {
            File.WriteAllText(lake.Folder[$"lake/clicks/by=u-2042/{i}.jsonl"], "{}\n");
        }

        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, "dry-run");
        Directory.Move(lake.Folder["lake/clicks/by=u-2042"], lake.Folder["away"]);

        await UnseenLake.FailsAsync(world, "objects-gone");
    }

    [Theory]
    [InlineData("country=de")]
    [InlineData("country=de/region=be")]
    public async Task A_place_that_an_erasure_emptied_is_another_one_once_a_folder_below_was_written_to(string below)
    {
        lake.Write($"clicks/{below}/by=u-2042/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        lake.Write($"clicks/{below}/by=u-1/b.jsonl", "{}\n");
        Directory.Move(lake.Folder[$"lake/clicks/{below}/by=u-1"], lake.Folder["away"]);

        await UnseenLake.FailsAsync(world, "objects-gone", attempt: 3);
    }

    /// <summary>Can't tell one folder from another.</summary>
    private sealed class Unmarked(IObjectStore inner) : ObjectStoreSpy(inner), IObjectStore
    {
        Task<string?> IObjectStore.MarkAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
