using System.Text.Json.Nodes;
using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Failures;
using Erasure.Core.Jobs;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Queue;
using Erasure.Core.Tests.Queue;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Jobs;

/// <summary>Whatever of a lake isn't there or can't be seen: nobody is called erased, and nothing of the person is given up.</summary>
public sealed class UnseenLakeTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n{}\n";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public void Dispose()
    {
        RawNames.DeleteAll(folder.Path);
        folder.Dispose();
    }

    [Theory]
    [InlineData("clicks", "no-objects")]
    [InlineData("evnts", "no-such-prefix")]
    [InlineData("clicks//a", "no-such-prefix")]
    [InlineData("events/linked", "link")]
    [InlineData("linked", "link")]
    [InlineData("linked/deep", "link")]
    [InlineData("hidden", "no-objects")]
    public async Task A_place_without_an_object_to_search_fails(string prefix, string reason)
    {
        Directory.CreateDirectory(folder["lake/clicks"]);
        Write("events/a.jsonl", Mine);
        Write("hidden/_a.jsonl", Mine);
        Directory.CreateDirectory(folder["elsewhere/deep"]);
        Directory.CreateSymbolicLink(folder["lake/linked"], folder["elsewhere"]);
        Directory.CreateSymbolicLink(folder["lake/events/linked"], folder["elsewhere"]);
        await using JobWorld world = await StartAsync(Clicks with { Prefix = prefix });

        await FailsAsync(world, reason);
    }

    [Fact]
    public async Task A_place_that_may_be_empty_is_searched_for_nothing()
    {
        await using JobWorld world = await StartAsync(Clicks with { MayBeEmpty = true });
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        Directory.CreateDirectory(folder["lake/clicks"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));

        // Its objects may go, and their folder not.
        Write("clicks/a.jsonl", "{}\n");
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
        File.Delete(folder["lake/clicks/a.jsonl"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
        Directory.Delete(folder["lake/clicks"]);
        await FailsAsync(world, "no-such-prefix", attempt: 5);
    }

    [Theory]
    [InlineData("moved", "no-such-root")]
    [InlineData("empty", "no-such-prefix")]
    [InlineData("empty-mapper", "objects-gone")]
    [InlineData("empty-file", "objects-gone")]
    [InlineData("linked", "link")]
    public async Task A_lake_that_goes_between_two_erasures_fails_the_second_until_it_is_back(string how, string reason)
    {
        Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        Write("clicks/b.jsonl", Mine);

        TakeAway(how);
        await FailsAsync(world, reason, attempt: 2);

        BringBack(how);
        Assert.Equal(new Outcome.Erased(1), await world.RunAsync(attempt: 3));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("empty")]
    [InlineData("empty-mapper")]
    [InlineData("empty-file")]
    [InlineData("linked")]
    public async Task A_lake_that_goes_while_its_objects_are_searched_fails(string how)
    {
        Write("clicks/a.jsonl", Mine);
        Write("clicks/b.jsonl", Mine);
        bool isGone = false;
        await using JobWorld world = await StartAsync(
            spy => spy.BeforeOpen = _ =>
            {
                if (!isGone)
                {
                    isGone = true;
                    TakeAway(how);
                }

                return Task.CompletedTask;
            },
            Clicks);

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await IsOwedAsync(world);
        Assert.Equal("(all objects)", Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Object);
        BringBack(how);
        Assert.Equal(new Outcome.Erased(2), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("empty")]
    [InlineData("empty-mapper")]
    [InlineData("empty-file")]
    [InlineData("linked")]
    public async Task A_lake_that_goes_between_two_rounds_or_before_verification_fails(string how)
    {
        Write("clicks/a.jsonl", Mine);
        Write("clicks/b.jsonl", Mine);
        await using JobWorld world = await StartAsync(
            spy => spy.AfterReplace = key =>
            {
                if (key.EndsWith("b.jsonl", StringComparison.Ordinal))
                {
                    TakeAway(how);
                }

                return Task.CompletedTask;
            },
            Clicks);

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await IsOwedAsync(world);
    }

    [Theory]
    [InlineData("file-link", "link")]
    [InlineData("folder-link", "link")]
    [InlineData("dead-link", "link")]
    [InlineData("latin-file", "undecodable-name")]
    [InlineData("latin-folder", "undecodable-name")]
    [InlineData("pipe", "not-a-file")]
    public async Task What_cannot_be_looked_into_fails_the_mapper_and_is_counted(string what, string reason)
    {
        Write("clicks/a.jsonl", Mine);
        Obstruct("clicks/deep", what);
        await using JobWorld world = await StartAsync(Clicks);

        string detail = await FailsAsync(world, reason);

        Assert.Contains("1 ", detail, StringComparison.Ordinal);
        Assert.Equal(Mine, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Theory]
    [InlineData("clicks/by=u-2042/_tmp", "pipe", "not-a-file")]
    [InlineData("clicks/excluded", "folder-link", "link")]
    public async Task What_cannot_be_looked_into_is_passed_by_neither_in_the_partition_of_the_person_nor_by_its_name(string place, string what, string reason)
    {
        Write("clicks/a.jsonl", Mine);
        Obstruct(place, what);
        await using JobWorld world = await StartAsync(Clicks with { Exclude = ["excluded/l"] });

        await FailsAsync(world, reason);
    }

    [Theory]
    [InlineData("clicks", "clicks/day=1")]
    [InlineData("clicks/a.jsonl", "clicks")]
    public async Task What_a_crash_left_of_a_replacement_is_owed_where_the_volume_comes_after_the_start(string mapper, string place)
    {
        Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks with { Prefix = mapper });
        string leftover = $"{place}/.erasure-{Guid.NewGuid():n}";
        Write(leftover, Mine);

        await FailsAsync(world, "leftover");

        Assert.Equal(Mine, JobWorld.Read(folder.Path, leftover));
        File.Delete(folder[$"lake/{leftover}"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("file-link")]
    [InlineData("folder-link")]
    [InlineData("latin-file")]
    [InlineData("latin-folder")]
    [InlineData("pipe")]
    public async Task What_is_passed_by_may_be_whatever_it_is(string what)
    {
        Write("clicks/a.jsonl", Mine);
        Obstruct("clicks/_deep", what);
        Obstruct("clicks/excluded", what);
        await using JobWorld world = await StartAsync(Clicks with { Exclude = ["excluded/**"] });

        Assert.Equal(new Outcome.Erased(1), await world.RunAsync());
        Assert.Equal(2, (int)(await world.DescribeAsync())["totals"]!["skipped"]!);
    }

    [Fact]
    public async Task What_is_passed_by_is_counted_and_named_without_naming_the_person()
    {
        Write("clicks/a.jsonl", "{}\n");
        Write("clicks/_tmp/1.jsonl", Mine);
        Write("clicks/_tmp/2.jsonl", Mine);
        Write("clicks/user=17/_SUCCESS", "x");
        Write("clicks/user=18/_SUCCESS", "x");
        Write($"clicks/_{JobWorld.UserId}.jsonl", Mine);
        Write("clicks/_empty", "");
        Write("clicks/old/1.jsonl", Mine);
        Write("clicks/readme.txt", Mine);
        await using JobWorld world = await StartAsync(Clicks with { Include = ["**/*.jsonl"], Exclude = ["old/**"] });

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        JsonObject report = await world.DescribeAsync();
        Assert.Equal((1, 7), ((int)report["totals"]!["objects"]!, (int)report["totals"]!["skipped"]!));
        Assert.Equal(
            ["excluded old/** 1", "hidden (withheld) 1", "hidden _tmp 2", "hidden user=*/_SUCCESS 2", "not-included  1"],
            report["skipped"]!["clicks"]!.AsArray().Select(some => $"{some!["reason"]} {some["place"]} {some["objects"]}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(JobWorld.UserId, report.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_is_listed_and_will_not_open_is_not_gone()
    {
        Write("clicks/a.jsonl", Mine);
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks), store => new Denying(store, "clicks/a.jsonl"));

        Assert.Equal(new Outcome.Failed("objects-failed", false), await world.RunAsync() is Outcome.Failed failed ? new Outcome.Failed(failed.Code, false) : null);
        Assert.Equal("listed-but-gone", (string)(await world.DescribeAsync())["objects"]![0]!["code"]!);
        await IsOwedAsync(world);
    }

    [Fact]
    public async Task A_place_that_the_erasure_itself_emptied_is_no_failure()
    {
        Write("clicks/by=u-2042/a.jsonl", Mine);
        await using JobWorld world = await StartAsync(Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
        Assert.False(Directory.Exists(folder["lake/clicks/by=u-2042"]));
        Assert.True(Directory.Exists(folder["lake/clicks"]));
    }

    [Theory]
    [InlineData("watch")]
    [InlineData("job")]
    [InlineData("dry-run")]
    public async Task A_place_that_an_erasure_emptied_and_in_which_objects_were_seen_since_is_missed_when_it_goes(string seenBy)
    {
        Write("clicks/by=u-2042/a.jsonl", Mine);
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks), store => new Unmarked(store));
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Write("clicks/b.jsonl", seenBy == "job" ? "{}\n" : Mine);
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

        TakeAway("empty-mapper");
        await FailsAsync(world, "objects-gone", attempt);
    }

    [Theory]
    [InlineData("empty-mapper")]
    [InlineData("written")]
    public async Task A_place_that_an_erasure_emptied_is_another_one_once_it_was_exchanged_or_written_to(string how)
    {
        Write("clicks/by=u-2042/a.jsonl", Mine);
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: Clicks));
        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        if (how == "written")
        {
            Write("clicks/b.jsonl", Mine);
            File.Move(folder["lake/clicks/b.jsonl"], folder["b.jsonl"]);
        }
        else
        {
            TakeAway(how);
        }

        await FailsAsync(world, "objects-gone", attempt: 2);
    }

    [Fact]
    public async Task Whatever_is_called_hidden_or_is_empty_goes_with_the_partition_of_the_person_and_no_other()
    {
        Write("clicks/by=u-2042/a.jsonl", Mine);
        Write("clicks/by=u-2042/_tmp/1.jsonl", Mine);
        Write("clicks/by=u-2042/.a.jsonl.crc", "\u0001\u0002");
        Write("clicks/by=u-2042/_SUCCESS", "");
        Write("clicks/by=u-2042/empty.jsonl", "");
        Write("clicks/_temporary/0/by=u-2042/2.jsonl", Mine);
        Directory.CreateDirectory(folder["lake/clicks/by=u-2042/none/deep"]);
        Write("clicks/by=u-2043/_tmp/1.jsonl", "{}\n");
        Write("clicks/by=u-2043/.a.jsonl.crc", "x");
        Write("clicks/by=u-2043/empty.jsonl", "");
        Directory.CreateDirectory(folder["lake/clicks/by=u-2043/none/deep"]);
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(2) { Deleted = 6 }, await world.RunAsync());

        Assert.Equal(
            ["clicks", "clicks/_temporary", "clicks/_temporary/0", "clicks/b.jsonl", "clicks/by=u-2043", "clicks/by=u-2043/.a.jsonl.crc", "clicks/by=u-2043/_tmp", "clicks/by=u-2043/_tmp/1.jsonl", "clicks/by=u-2043/empty.jsonl", "clicks/by=u-2043/none", "clicks/by=u-2043/none/deep"],
            Directory.GetFileSystemEntries(folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["lake"], path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_empty_folder_that_is_named_after_the_person_goes_though_nothing_is_found()
    {
        Directory.CreateDirectory(folder["lake/clicks/day=1/by=u-2042/deep"]);
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());

        Assert.Equal(["clicks", "clicks/day=1"], Directory.GetDirectories(folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["lake"], path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("by=u-2042/legal/a.jsonl")]
    [InlineData("by=u-2042/_legal/legal/a.jsonl")]
    [InlineData("by=u-2042/readme.txt")]
    public async Task What_patterns_leave_out_of_the_partition_of_the_person_stays_and_is_owed_until_somebody_answers_for_it(string key)
    {
        Write($"clicks/{key}", Mine);
        Write("clicks/by=u-2042/a.jsonl", Mine);
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks with { Include = ["**/*.jsonl"], Exclude = ["**/legal/**"] });

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        await IsOwedAsync(world);
        Assert.Equal(Mine, JobWorld.Read(folder.Path, $"clicks/{key}"));
        ObjectFailure entry = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal("left-out", entry.Code);
        Assert.Equal(CommandResult.WrongState, await world.Failures.AcceptAsync(entry.Id, new Acceptance(new HumanDecision("Ada", "not hers"), AcceptanceMeaning.HoldsNobody), default));
        Assert.Equal(CommandResult.Accepted, await world.Failures.AcceptAsync(entry.Id, new Acceptance(new HumanDecision("Ada", "kept by law"), AcceptanceMeaning.DealtWith), default));
    }

    [Fact]
    public async Task Folders_that_are_named_after_the_person_go_with_the_last_object_in_them_and_no_others()
    {
        Write("clicks/all/day=1/by=u-2042/part=1/a.jsonl", Mine);
        Write("clicks/by=u-2042/a.jsonl", Mine);
        Write("clicks/by=u-2042/_kept", "x");
        Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.IsType<Outcome.Erased>(await world.RunAsync());

        Assert.Equal(
            ["clicks", "clicks/all", "clicks/all/day=1"],
            Directory.GetDirectories(folder["lake"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["lake"], path)).Order(StringComparer.Ordinal));
    }

    private async Task<string> FailsAsync(JobWorld world, string reason, int attempt = 1)
    {
        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JobMapper mapper = Assert.Single(await world.Host.Services.GetRequiredService<JobStore>().MappersAsync(await world.JobIdAsync(attempt), CancellationToken.None));
        Assert.Equal(("find-failed", reason), (mapper.Code, mapper.Reason));
        await IsOwedAsync(world);
        return mapper.Detail!;
    }

    // The match is queued, and the person's identifiers are still there to search with.
    private static async Task IsOwedAsync(JobWorld world)
    {
        Assert.False(await world.Host.Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None));
        Assert.NotNull(await world.Host.Services.GetRequiredService<SubjectVault>().OpenAsync(JobWorld.Erasure.ErasureId, CancellationToken.None));
    }

    private void Obstruct(string place, string what)
    {
        Directory.CreateDirectory(folder[$"lake/{place}"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        File.WriteAllText(folder["elsewhere/x.jsonl"], Mine);
        switch (what)
        {
            case "file-link":
                File.CreateSymbolicLink(folder[$"lake/{place}/l.jsonl"], folder["elsewhere/x.jsonl"]);
                break;
            case "folder-link":
                Directory.CreateSymbolicLink(folder[$"lake/{place}/l"], folder["elsewhere"]);
                break;
            case "dead-link":
                File.CreateSymbolicLink(folder[$"lake/{place}/l.jsonl"], folder["nowhere"]);
                break;
            case "pipe":
                RawNames.CreatePipe(folder[$"lake/{place}"], "l.jsonl");
                break;
            case "latin-file":
                RawNames.CreateFile(folder[$"lake/{place}"], @"\351.jsonl", Mine);
                break;
            default:
                RawNames.CreateFolder(folder[$"lake/{place}"], @"\351");
                break;
        }
    }

    private void TakeAway(string how)
    {
        string root = how is "empty-mapper" or "empty-file" or "linked" ? "lake/clicks" : "lake";
        Directory.Move(folder[root], folder["away"]);
        switch (how)
        {
            case "empty" or "empty-mapper":
                Directory.CreateDirectory(folder[root]);
                break;
            case "empty-file":
                Write("clicks/NOT_MOUNTED", "");
                break;
            case "linked":
                Directory.CreateSymbolicLink(folder[root], folder["away"]);
                break;
        }
    }

    private void BringBack(string how)
    {
        string root = how is "empty-mapper" or "empty-file" or "linked" ? "lake/clicks" : "lake";
        if (how == "empty-file")
        {
            File.Delete(folder["lake/clicks/NOT_MOUNTED"]);
        }

        if (how != "moved")
        {
            Directory.Delete(folder[root]);
        }

        Directory.Move(folder["away"], folder[root]);
    }

    private void Write(string key, string text) => JobWorld.Write(folder.Path, key, text);

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => StartAsync(_ => { }, mappers);

    private Task<JobWorld> StartAsync(Action<ObjectStoreSpy> act, params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { ConcurrentBatches = 1, ConcurrentObjects = 1 }, mappers), store =>
        {
            ObjectStoreSpy spy = new(store);
            act(spy);
            return spy;
        });

    /// <summary>Can't tell one folder from another.</summary>
    private sealed class Unmarked(IObjectStore inner) : ObjectStoreSpy(inner), IObjectStore
    {
        Task<string?> IObjectStore.MarkAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>Lists an object and says that it isn't there.</summary>
    private sealed class Denying(IObjectStore inner, string key) : ObjectStoreSpy(inner), IObjectStore
    {
        Task<IOpenObject?> IObjectStore.OpenAsync(string opened, CancellationToken cancellationToken) =>
            opened == key ? Task.FromResult<IOpenObject?>(null) : OpenAsync(opened, cancellationToken);
    }
}
