using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Whatever of a lake isn't there or can't be seen: nobody is called erased, and nothing of the person is given up.</summary>
public sealed class UnseenLakeTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

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
        Directory.CreateDirectory(lake.Folder["lake/clicks"]);
        lake.Write("events/a.jsonl", UnseenLake.Mine);
        lake.Write("hidden/_a.jsonl", UnseenLake.Mine);
        Directory.CreateDirectory(lake.Folder["elsewhere/deep"]);
        Directory.CreateSymbolicLink(lake.Folder["lake/linked"], lake.Folder["elsewhere"]);
        Directory.CreateSymbolicLink(lake.Folder["lake/events/linked"], lake.Folder["elsewhere"]);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Prefix = prefix });

        await UnseenLake.FailsAsync(world, reason);
    }

    [Fact]
    public async Task A_place_that_may_be_empty_is_searched_for_nothing()
    {
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { MayBeEmpty = true });
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        Directory.CreateDirectory(lake.Folder["lake/clicks"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));

        // Its objects may go, and their folder not.
        lake.Write("clicks/a.jsonl", "{}\n");
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 3));
        File.Delete(lake.Folder["lake/clicks/a.jsonl"]);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 4));
        Directory.Delete(lake.Folder["lake/clicks"]);
        await UnseenLake.FailsAsync(world, "no-such-prefix", attempt: 5);
    }

    [Theory]
    [InlineData("moved", "no-such-root")]
    [InlineData("empty", "no-such-prefix")]
    [InlineData("empty-mapper", "objects-gone")]
    [InlineData("empty-file", "objects-gone")]
    [InlineData("linked", "link")]
    public async Task A_lake_that_goes_between_two_erasures_fails_the_second_until_it_is_back(string how, string reason)
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
        lake.Write("clicks/b.jsonl", UnseenLake.Mine);

        lake.TakeAway(how);
        await UnseenLake.FailsAsync(world, reason, attempt: 2);

        lake.BringBack(how);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 3));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("empty")]
    [InlineData("empty-mapper")]
    [InlineData("empty-file")]
    [InlineData("linked")]
    public async Task A_lake_that_goes_while_its_objects_are_searched_fails(string how)
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/b.jsonl", UnseenLake.Mine);
        bool isGone = false;
        await using JobWorld world = await lake.StartAsync(
            spy => spy.BeforeOpen = _ =>
            {
                if (!isGone)
                {
                    isGone = true;
                    lake.TakeAway(how);
                }

                return Task.CompletedTask;
            },
            UnseenLake.Clicks);

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await UnseenLake.IsOwedAsync(world);
        Assert.Equal("(all objects)", Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync()).Object);
        lake.BringBack(how);
        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("moved")]
    [InlineData("empty")]
    [InlineData("empty-mapper")]
    [InlineData("empty-file")]
    [InlineData("linked")]
    public async Task A_lake_that_goes_between_two_rounds_or_before_verification_fails(string how)
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/b.jsonl", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(
            spy => spy.AfterReplace = key =>
            {
                if (key.EndsWith("b.jsonl", StringComparison.Ordinal))
                {
                    lake.TakeAway(how);
                }

                return Task.CompletedTask;
            },
            UnseenLake.Clicks);

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await UnseenLake.IsOwedAsync(world);
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
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        Obstruct("clicks/deep", what);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks);

        string detail = await UnseenLake.FailsAsync(world, reason);

        Assert.Contains("1 ", detail, StringComparison.Ordinal);
        Assert.Equal(UnseenLake.Mine, JobWorld.Read(lake.Folder.Path, "clicks/a.jsonl"));
    }

    [Theory]
    [InlineData("clicks/by=u-2042/_tmp", "pipe", "not-a-file")]
    [InlineData("clicks/excluded", "folder-link", "link")]
    public async Task What_cannot_be_looked_into_is_passed_by_neither_in_the_partition_of_the_person_nor_by_its_name(string place, string what, string reason)
    {
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        Obstruct(place, what);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Exclude = ["excluded/l"] });

        await UnseenLake.FailsAsync(world, reason);
    }

    [Theory]
    [InlineData("clicks", "clicks/day=1")]
    [InlineData("clicks/a.jsonl", "clicks")]
    public async Task What_a_crash_left_of_a_replacement_is_owed_where_the_volume_comes_after_the_start(string mapper, string place)
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Prefix = mapper });
        string leftover = $"{place}/.erasure-{Guid.NewGuid():n}";
        lake.Write(leftover, UnseenLake.Mine);

        await UnseenLake.FailsAsync(world, "leftover");

        Assert.Equal(UnseenLake.Mine, JobWorld.Read(lake.Folder.Path, leftover));
        File.Delete(lake.Folder[$"lake/{leftover}"]);
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
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        Obstruct("clicks/_deep", what);
        Obstruct("clicks/excluded", what);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Exclude = ["excluded/**"] });

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal(2, (int)(await world.DescribeAsync())["totals"]!["skipped"]!);
    }

    [Fact]
    public async Task What_is_passed_by_is_counted_and_named_without_naming_the_person()
    {
        lake.Write("clicks/a.jsonl", "{}\n");
        lake.Write("clicks/_tmp/1.jsonl", UnseenLake.Mine);
        lake.Write("clicks/_tmp/2.jsonl", UnseenLake.Mine);
        lake.Write("clicks/user=17/_SUCCESS", "x");
        lake.Write("clicks/user=18/_SUCCESS", "x");
        lake.Write($"clicks/_{JobWorld.UserId}.jsonl", UnseenLake.Mine);
        lake.Write("clicks/_empty", "");
        lake.Write("clicks/old/1.jsonl", UnseenLake.Mine);
        lake.Write("clicks/readme.txt", UnseenLake.Mine);
        await using JobWorld world = await lake.StartAsync(UnseenLake.Clicks with { Include = ["**/*.jsonl"], Exclude = ["old/**"] });

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
        lake.Write("clicks/a.jsonl", UnseenLake.Mine);
        lake.Write("clicks/b.jsonl", "{}\n");
        await using JobWorld world = await JobWorld.StartAsync(lake.Folder.Path, JobWorld.Configuration(lake.Folder.Path, mappers: UnseenLake.Clicks), store => new Denying(store, "clicks/a.jsonl"));

        Assert.Equal(new Outcome.Failed("objects-failed", false), await world.RunAsync() is Outcome.Failed failed ? new Outcome.Failed(failed.Code, false) : null);
        Assert.Equal("listed-but-gone", (string)(await world.DescribeAsync())["objects"]![0]!["code"]!);
        await UnseenLake.IsOwedAsync(world);
    }

    private void Obstruct(string place, string what)
    {
        Directory.CreateDirectory(lake.Folder[$"lake/{place}"]);
        Directory.CreateDirectory(lake.Folder["elsewhere"]);
        File.WriteAllText(lake.Folder["elsewhere/x.jsonl"], UnseenLake.Mine);
        switch (what)
        {
            case "file-link":
                File.CreateSymbolicLink(lake.Folder[$"lake/{place}/l.jsonl"], lake.Folder["elsewhere/x.jsonl"]);
                break;
            case "folder-link":
                Directory.CreateSymbolicLink(lake.Folder[$"lake/{place}/l"], lake.Folder["elsewhere"]);
                break;
            case "dead-link":
                File.CreateSymbolicLink(lake.Folder[$"lake/{place}/l.jsonl"], lake.Folder["nowhere"]);
                break;
            case "pipe":
                RawNames.CreatePipe(lake.Folder[$"lake/{place}"], "l.jsonl");
                break;
            case "latin-file":
                RawNames.CreateFile(lake.Folder[$"lake/{place}"], @"\351.jsonl", UnseenLake.Mine);
                break;
            default:
                RawNames.CreateFolder(lake.Folder[$"lake/{place}"], @"\351");
                break;
        }
    }

    /// <summary>Lists an object and says that it isn't there.</summary>
    private sealed class Denying(IObjectStore inner, string key) : ObjectStoreSpy(inner), IObjectStore
    {
        Task<IOpenObject?> IObjectStore.OpenAsync(string opened, CancellationToken cancellationToken) =>
            opened == key ? Task.FromResult<IOpenObject?>(null) : OpenAsync(opened, cancellationToken);
    }
}
