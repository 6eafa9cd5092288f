using Erasure.Core.Domains;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A volume that is away, while others write to where it was mounted: what they put there says nothing of what the volume holds.</summary>
public sealed class MissingMountTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public MissingMountTests()
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
    }

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("new.jsonl", "job")]
    [InlineData("new.jsonl", "watch")]
    [InlineData("y/new.jsonl", "job")]
    public async Task A_place_that_others_write_to_while_its_volume_is_away_is_missed(string stray, string seenBy)
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        int attempt = await UnseenLake.SeeAsync(world, seenBy);
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);

        lake.TakeAway("empty-mapper");
        lake.Write($"clicks/{stray}", "{}\n");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt++);
        await UnseenLake.SeeAsync(world, "watch");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt++);

        Directory.Delete(lake.Folder["lake/clicks"], recursive: true);
        Directory.Move(lake.Folder["away"], lake.Folder["lake/clicks"]);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt));
    }

    [Theory]
    [InlineData("same-names")]
    [InlineData("folder-below")]
    [InlineData("may-be-empty")]
    public async Task A_folder_that_a_writer_replaces_is_not_missed(string how)
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { MayBeEmpty = how == "may-be-empty" });
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        for (int attempt = 2; attempt < 4; attempt++)
        {
            string folder = how == "folder-below" ? "clicks/x/day=1" : "clicks";
            Directory.Move(lake.Folder[$"lake/{folder}"], lake.Folder[$"away{attempt}"]);
            lake.Write($"{folder}/{(how == "same-names" ? "a" : $"part-{attempt}")}.jsonl", "{}\n");
            if (how == "same-names")
            {
                lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
            }

            Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt));
        }
    }

    [Theory]
    [InlineData("clicks")]
    [InlineData("clicks/x")]
    [InlineData("clicks/x/day=1")]
    public async Task A_folder_at_which_a_volume_is_mounted_no_more_is_owed_whatever_lies_in_it(string folder)
    {
        string? mounted = folder;
        await using JobWorld world = await lake.StartAsync(() => mounted, UnseenLake.Clicks);
        await UnseenLake.SeeAsync(world, "job");

        mounted = null;
        lake.Write("clicks/x/day=1/new.jsonl", "{}\n");
        lake.Write("clicks/x/day=2/new.jsonl", "{}\n");
        await UnseenLake.IsOwedAsync(world, 2, $"{folder}/");
        await UnseenLake.SeeAsync(world, "watch");
        await UnseenLake.IsOwedAsync(world, 3, $"{folder}/");

        mounted = folder;
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 4));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_lies_in_it_and_is_left_out_by_patterns_hides_no_volume_either()
    {
        string? mounted = "clicks/x";
        lake.Write("clicks/x/c.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(() => mounted, UnseenLake.Clicks with { Exclude = ["x/note.txt"] });
        await UnseenLake.SeeAsync(world, "job");

        mounted = null;
        Directory.Delete(lake.Folder["lake/clicks/x"], recursive: true);
        lake.Write("clicks/x/note.txt", "not mounted");

        await UnseenLake.IsOwedAsync(world, 2, "clicks/x/");
    }

    [Fact]
    public async Task A_volume_below_a_place_may_be_said_to_go()
    {
        string? mounted = "clicks/x";
        await using JobWorld world = await lake.StartAsync(() => mounted, UnseenLake.Clicks with { MayGo = ["x"] });
        await UnseenLake.SeeAsync(world, "job");

        mounted = null;

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }
}
