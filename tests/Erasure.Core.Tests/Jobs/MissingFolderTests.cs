using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Jobs;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Queue;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

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
        int attempt = 1;
        await SeeAsync(world, seenBy, () => attempt++);
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);

        TakeAway(folder, how);
        await IsOwedAsync(world, attempt++, told);
        Assert.Equal("{}\n", JobWorld.Read(lake.Folder.Path, "clicks/a.jsonl"));

        // However many jobs come by, and whatever else comes and goes there.
        lake.Write("clicks/z/d.jsonl", "{}\n");
        await IsOwedAsync(world, attempt++, told);
        File.Delete(lake.Folder["lake/clicks/z/d.jsonl"]);
        await IsOwedAsync(world, attempt++, told);

        BringBack(folder);
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
                TakeAway("clicks/x", "moved");
                return Task.CompletedTask;
            },
            UnseenLake.Clicks);

        await IsOwedAsync(world, 1, "clicks/x/");
        await IsOwedAsync(world, 2, "clicks/x/");

        BringBack("clicks/x");
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
                    BringBack("clicks/x");
                    isAway = false;
                }

                return Task.CompletedTask;
            },
            UnseenLake.Clicks);
        await SeeAsync(world, "watch", () => 0);
        lake.Write("clicks/x/day=1/b.jsonl", UnseenLake.Mine);
        TakeAway("clicks/x", "moved");
        isAway = true;

        Assert.Equal(new Outcome.Erased(2), await world.RunAsync());
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

    [Fact]
    public async Task A_human_may_say_that_a_folder_is_meant_to_be_gone()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        TakeAway("clicks/x", "moved");
        await IsOwedAsync(world, 2, "clicks/x/");

        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(("clicks/x/", "folder-gone"), (failure.Object, failure.Code));
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None));

        // Who waited is told that it wasn't searched; then it is forgotten.
        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 3)).NotSearched);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());

        BringBack("clicks/x");
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 5));
        TakeAway("clicks/x", "moved");
        await IsOwedAsync(world, 6, "clicks/x/");
    }

    [Fact]
    public async Task What_a_human_says_of_a_folder_is_told_to_whoever_a_job_clears_and_not_used_up_before()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        TakeAway("clicks/x", "moved");
        await IsOwedAsync(world, 2, "clicks/x/");
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        await world.Failures.AcceptAsync(failure.Id, new Acceptance(new HumanDecision("jo", "it went to the archive"), AcceptanceMeaning.HoldsNobody), CancellationToken.None);

        lake.Write("clicks/bad.jsonl", "{\"by\n");
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 3)).Code);

        File.Delete(lake.Folder["lake/clicks/bad.jsonl"]);
        Assert.Equal(new NotSearched(1, 0), Assert.IsType<Outcome.NothingFound>(await world.RunAsync(attempt: 4)).NotSearched);
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());

        // Another look, and another folder by that name is missed like any other.
        BringBack("clicks/x");
        await SeeAsync(world, "watch", () => 0);
        TakeAway("clicks/x", "moved");
        await IsOwedAsync(world, 5, "clicks/x/");
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
        await world.Host.Services.GetRequiredService<LakeWatch>().LookAsync(CancellationToken.None);

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [LongFact]
    public async Task A_folder_that_is_listed_ten_thousand_objects_away_under_another_name_is_not_missed()
    {
        foreach (int i in Enumerable.Range(0, 10_001))
        {
            lake.Write($"clicks/m/{i:D5}.jsonl", "{}\n");
        }

        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        Directory.Move(lake.Folder["lake/clicks/x"], lake.Folder["lake/clicks/b"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Directory.Move(lake.Folder["lake/clicks/b"], lake.Folder["lake/clicks/w"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
    }

    [Fact]
    public async Task A_folder_is_found_again_by_what_it_is_where_it_was_seen_or_is_listed()
    {
        Dictionary<string, string?> known = new(StringComparer.Ordinal) { ["c/x"] = "8-1~1/8-0", ["c/w"] = "8-1~1/8-0", ["c/y"] = "8-2~1/8-0", ["c/z"] = "8-3", ["c/y/d"] = "8-4/8-2~1/8-0", ["c/u"] = null };
        PlanPage page = new([], IsLast: true, [new SeenObject("c/v/a", "8-3~7/8-0"), new SeenObject("c/t/a", "8-4~1/8-0")], new Dictionary<PassedBy, long>());
        RenamedFolders renamed = new(new Places { ["c/w"] = "8-1~1/8-0", ["c/y"] = "8-2~9/8-0" }, known, page);

        Assert.Equal(["c/x", "c/y/d", "c/z"], await known.Keys.ToAsyncEnumerable().Where((folder, token) => new ValueTask<bool>(renamed.HasAsync(folder, token))).Order(StringComparer.Ordinal).ToListAsync());
        Assert.Equal(["c/x"], await renamed.WithBelowAsync("c/x", CancellationToken.None));
        Assert.Empty(await renamed.WithBelowAsync("c/y", CancellationToken.None));
    }

    [Fact]
    public void A_page_decides_on_the_folders_that_it_shows_whole()
    {
        PlanPage page = new([Object("clicks/b/1"), Object("clicks/d/1")], IsLast: false, [], new Dictionary<PassedBy, long>());

        Assert.Equal(["a", "b", "c"], ((string[])["a", "b", "c", "d", "d/1", "e"]).Where(folder => page.Decides($"clicks/{folder}", after: null)));
        Assert.Equal(["c"], ((string[])["a", "b", "c", "d", "e"]).Where(folder => page.Decides($"clicks/{folder}", after: "clicks/b/0")));
        Assert.Equal(["c", "d", "e"], ((string[])["a", "b", "c", "d", "e"]).Where(folder => (page with { IsLast = true }).Decides($"clicks/{folder}", after: "clicks/b/0")));

        static LakeObject Object(string key) => LakeObject.Of(new ObjectInfo(key, 1, "v", default));
    }

    [Fact]
    public async Task Of_many_folders_the_highest_are_remembered_by_names_that_nobody_reads()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        SeenFolders folders = world.Host.Services.GetRequiredService<SeenPlaces>().FoldersOf(UnseenLake.Clicks);

        await folders.AddAsync([.. Enumerable.Range(0, SeenFolders.Most).Select(i => new SeenObject($"clicks/x{i % 10}/user={i}/a", $"{i}/{i % 10}/top"))], CancellationToken.None);
        Assert.Equal(SeenFolders.Most + 1, (await folders.GetAsync(CancellationToken.None)).Count);

        await folders.AddAsync([new SeenObject("clicks/y/user=1/b/c", "3/2/1/top"), new SeenObject("clicks/top", "top")], CancellationToken.None);
        IReadOnlyDictionary<string, string?> known = await folders.GetAsync(CancellationToken.None);
        Assert.Equal(12, known.Count);
        Assert.Equal(("1/top", "7/top"), (known["clicks/y"], known["clicks/x7"]));
        Assert.DoesNotContain("user=", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Directory.EnumerateFiles(lake.Folder.Path, "*.db").First())), StringComparison.Ordinal);
    }

    /// <summary>A store that knows places of folders alone.</summary>
    private sealed class Places : Dictionary<string, string?>, IObjectStore
    {
        public Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken) =>
            TryGetValue(folder, out string? place) ? Task.FromResult(place) : throw new NotListedException(NotListedException.NoSuchPrefix, "");

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private static async Task SeeAsync(JobWorld world, string how, Func<int> next)
    {
        switch (how)
        {
            case "watch":
                await world.Host.Services.GetRequiredService<LakeWatch>().LookAsync(CancellationToken.None);
                break;
            case "dry-run":
                await world.AddAsync(QueueWorld.Simple("someone"));
                await world.RunJobAsync(isDryRun: true);
                break;
            default:
                Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(next()));
                break;
        }
    }

    private static async Task IsOwedAsync(JobWorld world, int attempt, string folder)
    {
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JsonNode[] objects = [.. (await world.DescribeAsync(attempt))["objects"]!.AsArray().OfType<JsonNode>()];
        Assert.Equal("folder-gone", (string?)Assert.Single(objects, item => (string?)item["key"] == folder)["code"]);
        await UnseenLake.IsOwedAsync(world);
    }

    private void TakeAway(string folder, string how)
    {
        Directory.Move(lake.Folder[$"lake/{folder}"], lake.Folder["away"]);
        switch (how)
        {
            case "emptied":
                Directory.CreateDirectory(lake.Folder[$"lake/{folder}"]);
                break;
            case "empty-file":
                lake.Write($"{folder}/NOT_MOUNTED", "");
                break;
            case "hidden-file":
                lake.Write($"{folder}/.autofs", "nothing here\n");
                break;
        }
    }

    private void BringBack(string folder)
    {
        if (Directory.Exists(lake.Folder[$"lake/{folder}"]))
        {
            Directory.Delete(lake.Folder[$"lake/{folder}"], recursive: true);
        }

        Directory.Move(lake.Folder["away"], lake.Folder[$"lake/{folder}"]);
    }
}
