using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>Another volume in the place of one in which objects were seen: what is on it says nothing of what that one holds. The roots of volumes have the same number.</summary>
public sealed class ExchangedVolumeTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public ExchangedVolumeTests()
    {
        lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
        lake.Write("clicks/y/c.jsonl", "{}\n");
    }

    public void Dispose() => lake.Dispose();

    [Theory]
    [InlineData("clicks/x", "1~5.7@aa", "1~6.7@aa", "new.jsonl")]
    [InlineData("clicks/x", "1~5.0@aa", "1~5.0@bb", "new.jsonl")]
    [InlineData("clicks/x", "1", "1~6.7@bb", "new.jsonl")]
    [InlineData("clicks/x", null, "1~6.7@bb", "new.jsonl")]
    [InlineData("clicks/x/day=1", "1~5.7@aa", "1~6.7@bb", "new.jsonl")]
    [InlineData("clicks/x", "1~5.7@aa", "1~6.7@aa", "b.jsonl")]
    [InlineData("clicks/x", "1", "1~6.7@bb", "b.jsonl")]
    [InlineData("clicks/x", null, "1~6.7@bb", "b.jsonl")]
    public async Task A_volume_below_a_place_is_owed_where_another_one_shows_nothing_of_it(string folder, string? first, string second, string name)
    {
        string? volume = first;
        await using JobWorld world = await StartAsync(folder, () => volume, UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        string path = lake.Folder["lake/clicks/x/day=1"];
        Directory.Move(path, lake.Folder["away"]);
        lake.Write($"clicks/x/day=1/{name}", "{ }\n");
        volume = second;
        await IsOwedAsync(world, 2, $"{folder}/");
        await world.Host.Services.GetRequiredService<ILakeWatch>().LookAsync(CancellationToken.None);
        await IsOwedAsync(world, 3, $"{folder}/");

        Directory.Delete(path, recursive: true);
        Directory.Move(lake.Folder["away"], path);
        volume = first;
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 4));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
    }

    [Theory]
    [InlineData("1~5.7@aa", "1~6.7@aa", "new.jsonl")]
    [InlineData("1", "1~6.7@bb", "new.jsonl")]
    [InlineData("1~5.7@aa", "1~6.7@aa", "y/c.jsonl")]
    public async Task A_volume_at_the_place_itself_is_missed(string first, string second, string name)
    {
        string volume = first;
        await using JobWorld world = await StartAsync("clicks", () => volume, UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        Directory.Move(lake.Folder["lake/clicks"], lake.Folder["away"]);
        lake.Write($"clicks/{name}", "{ }\n");
        volume = second;
        await UnseenLake.FailsAsync(world, "objects-gone", attempt: 2);
        await world.Host.Services.GetRequiredService<ILakeWatch>().LookAsync(CancellationToken.None);
        await UnseenLake.FailsAsync(world, "objects-gone", attempt: 3);

        Directory.Delete(lake.Folder["lake/clicks"], recursive: true);
        Directory.Move(lake.Folder["away"], lake.Folder["lake/clicks"]);
        volume = first;
        lake.Write("clicks/y/c.jsonl", UnseenLake.Mine);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 4));
    }

    [Theory]
    [InlineData("clicks", "1~5.7@aa", "1~6.7@bb", false)]
    [InlineData("clicks/x", "1~5.7@aa", "1~6.7@bb", false)]
    [InlineData("clicks/x", "1", "1~6.7@bb", false)]
    [InlineData("clicks/x", null, "1~6.7@bb", false)]
    [InlineData("clicks", "1~5.7@aa", "1~5.7@bb", true)]
    [InlineData("clicks/x", "1~5.7@aa", "1~5.7@bb", true)]
    public async Task A_copy_and_the_volume_itself_with_other_objects_are_searched_in_its_place(string folder, string? first, string second, bool isReplaced)
    {
        string? volume = first;
        await using JobWorld world = await StartAsync(folder, () => volume, UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        volume = second;
        if (isReplaced)
        {
            File.Delete(lake.Folder["lake/clicks/x/day=1/b.jsonl"]);
            File.Delete(lake.Folder["lake/clicks/y/c.jsonl"]);
            lake.Write("clicks/y/d.jsonl", "{}\n");
        }

        lake.Write("clicks/x/day=1/new.jsonl", UnseenLake.Mine);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task It_may_be_said_to_go()
    {
        string volume = "1~5.7@aa";
        await using JobWorld world = await StartAsync("clicks/x", () => volume, UnseenLake.Clicks with { MayGo = ["x"] });
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        File.Move(lake.Folder["lake/clicks/x/day=1/b.jsonl"], lake.Folder["lake/clicks/x/day=1/new.jsonl"]);
        volume = "1~6.7@bb";

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("1~6.7@bb", null, true, true)]
    [InlineData("1~6.7@bb", "other", false, true)]
    [InlineData("1~6.7@bb", "a", false, false)]
    [InlineData("1~6.7@bb", "", false, false)]
    [InlineData("1", null, true, false)]
    [InlineData("1", "other", false, false)]
    [InlineData("1", "other", true, true)]
    public void Where_objects_are_too_many_to_be_remembered_only_a_volume_that_is_surely_another_is_owed(string was, string? remembered, bool isWhole, bool isLost)
    {
        SeenObject shown = new("c/x/a", "ff.1-1~7.7@cc/8.1-2");
        LostVolumes lost = LostVolumes.Of(
            new Dictionary<string, string?> { ["c/x"] = $"ff.1-{was}/8.1-2" },
            "c",
            _ => shown.Place,
            [shown],
            item => item.Key[^1..],
            remembered is null ? null : remembered.Length == 0 ? [] : [remembered],
            _ => isWhole);

        Assert.Equal((isLost, isLost), (lost.Folders.Contains("c/x"), lost.Hides(shown)));
        Assert.False(lost.Hides(new SeenObject("c/xy", null)));
    }

    private static async Task IsOwedAsync(JobWorld world, int attempt, string folder)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JsonNode item = Assert.Single((await world.DescribeAsync(attempt))["objects"]!.AsArray().OfType<JsonNode>());
        Assert.Equal((folder, "folder-gone"), ((string?)item["key"], (string?)item["code"]));
        await UnseenLake.IsOwedAsync(world);
    }

    /// <summary>A volume is mounted at a folder: its root has that number, birth and id.</summary>
    private Task<JobWorld> StartAsync(string folder, Func<string?> volume, DataMapper mapper) => lake.StartAsync(
        spy => spy.List = listed => listed.Select(info =>
        {
            if (info.Place is not { } place || volume() is not { } root || !info.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
            {
                return info;
            }

            string[] parts = place.Split('/');
            int mount = parts.Length - 2 - folder.Count(c => c == '/');
            return info with { Place = string.Join('/', parts.Select((part, level) => level > mount ? part : $"ff.ff-{(level == mount ? root : part[(part.IndexOf('-', StringComparison.Ordinal) + 1)..])}")) };
        }),
        mapper);
}
