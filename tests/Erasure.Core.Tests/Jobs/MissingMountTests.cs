using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Jobs;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Queue;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

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
        await LookAsync(world, seenBy);
        int attempt = seenBy == "job" ? 2 : 1;
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);

        lake.TakeAway("empty-mapper");
        lake.Write($"clicks/{stray}", "{}\n");
        await UnseenLake.FailsAsync(world, "objects-gone", attempt++);
        await LookAsync(world, "watch");
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
        await using JobWorld world = await StartAsync(() => mounted, UnseenLake.Clicks);
        await LookAsync(world, "job");

        mounted = null;
        lake.Write("clicks/x/day=1/new.jsonl", "{}\n");
        lake.Write("clicks/x/day=2/new.jsonl", "{}\n");
        await IsOwedAsync(world, 2, $"{folder}/");
        await LookAsync(world, "watch");
        await IsOwedAsync(world, 3, $"{folder}/");

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
        await using JobWorld world = await StartAsync(() => mounted, UnseenLake.Clicks with { Exclude = ["x/note.txt"] });
        await LookAsync(world, "job");

        mounted = null;
        Directory.Delete(lake.Folder["lake/clicks/x"], recursive: true);
        lake.Write("clicks/x/note.txt", "not mounted");

        await IsOwedAsync(world, 2, "clicks/x/");
    }

    [Fact]
    public async Task A_volume_below_a_place_may_be_said_to_go()
    {
        string? mounted = "clicks/x";
        await using JobWorld world = await StartAsync(() => mounted, UnseenLake.Clicks with { MayGo = ["x"] });
        await LookAsync(world, "job");

        mounted = null;

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task A_human_may_say_that_a_volume_is_meant_to_be_gone_and_the_next_job_tells_it()
    {
        string? mounted = "clicks/x";
        await using JobWorld world = await StartAsync(() => mounted, UnseenLake.Clicks);
        await LookAsync(world, "job");
        mounted = null;
        await IsOwedAsync(world, 2, "clicks/x/");

        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None));
        await world.AddAsync(QueueWorld.Simple("someone"));
        await world.RunJobAsync(isDryRun: true);

        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 3)).NotSearched);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
    }

    [Fact]
    public async Task What_was_emptied_is_so_until_objects_are_seen_below_it()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);
        await folders.AddEmptiedAsync("clicks/x", CancellationToken.None);
        await folders.AddEmptiedAsync("clicks/w", CancellationToken.None);

        await folders.AddAsync([new SeenObject("clicks/x/day=1/b.jsonl", null)], CancellationToken.None);
        Assert.Equal([folders.IdOf("clicks/w")], await folders.EmptiedAsync(CancellationToken.None));

        await LookAsync(world, "job");
        Assert.Empty(await folders.EmptiedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_folders_with_long_names_the_highest_are_remembered_and_each_mount()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);
        Random random = new(4711);

        await folders.AddAsync([new SeenObject("clicks/x/mount/a", "1.1-4/1.0-3/1.0-2/1.0-1"), .. Enumerable.Range(0, 1000).Select(i => new SeenObject($"clicks/x/{Convert.ToHexString(Bytes())}/a", $"1.0-{i:x}/1.0-3/1.0-2/1.0-1"))], CancellationToken.None);

        IReadOnlyDictionary<string, string?> known = await folders.GetAsync(CancellationToken.None);
        Assert.Equal(["clicks", "clicks/x", "clicks/x/mount"], known.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("1.0-3/1.0-2/1.0-1", known["clicks/x"]);

        byte[] Bytes()
        {
            byte[] bytes = new byte[300];
            random.NextBytes(bytes);
            return bytes;
        }
    }

    private static async Task LookAsync(JobWorld world, string how)
    {
        if (how == "watch")
        {
            await world.Host.Services.GetRequiredService<LakeWatch>().LookAsync(CancellationToken.None);
        }
        else
        {
            Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        }
    }

    private static async Task IsOwedAsync(JobWorld world, int attempt, string folder)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JsonNode item = Assert.Single((await world.DescribeAsync(attempt))["objects"]!.AsArray().OfType<JsonNode>());
        Assert.Equal((folder, "folder-gone"), ((string?)item["key"], (string?)item["code"]));
        await UnseenLake.IsOwedAsync(world);
    }

    /// <summary>Something is mounted at a folder: it and what is below are on a device of their own.</summary>
    private Task<JobWorld> StartAsync(Func<string?> mounted, DataMapper mapper) => lake.StartAsync(
        spy => spy.List = listed => listed.Select(info =>
        {
            if (info.Place is not { } place || mounted() is not { } folder || !info.Key.StartsWith($"{folder}/", StringComparison.Ordinal))
            {
                return info;
            }

            string[] parts = place.Split('/');
            int levels = parts.Length - 1 - folder.Count(c => c == '/');
            return info with { Place = string.Join('/', parts.Select((part, level) => level < levels ? $"ff.ff{part[part.IndexOf('-', StringComparison.Ordinal)..]}" : part)) };
        }),
        mapper);
}
