using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Objects that aren't there any more as they were listed when their turn comes.</summary>
public sealed class MovedObjectTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n{}\n";

    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Archive = JobWorld.Mapper("archive", DataFormat.Json, columns: ["by"]) with { MayBeEmpty = true };

    private readonly TempFolder folder = new();
    private int moves;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task An_object_that_moves_after_each_listing_is_owed(int rounds)
    {
        Write("stay.jsonl", "{}\n");
        Write("f0.jsonl", Mine);
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds, store => spy = store, Clicks);
        spy!.List = listed => AfterAsync(listed, () => Move($"f{moves}.jsonl", $"f{++moves}.jsonl"));

        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.RunAsync());

        Assert.Equal("matches-reappear", failed.Code);
        Assert.Contains("objects-moved", failed.Detail, StringComparison.Ordinal);
        await UnseenLake.IsOwedAsync(world);
        spy.List = listed => listed;

        // Without a round of verification, what was found isn't cleared before the next job.
        Outcome second = await world.RunAsync(attempt: 2);
        Outcome.Erased erased = Assert.IsType<Outcome.Erased>(rounds > 0 ? second : await world.RunAsync(attempt: 3));

        // Where it was owed under a name that isn't listed any more, that is told too.
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, erased with { NotSearched = null });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_listed_is_caught_up_with_where_another_object_takes_its_name_before_it_is_opened(bool toArchive)
    {
        JobWorld.Write(folder.Path, "archive/z.jsonl", "{}\n");
        Write("log.jsonl", Mine);
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 0, store => spy = store, Clicks, Archive);
        spy!.BeforeOpen = key =>
        {
            if (key == "clicks/log.jsonl" && moves++ == 0)
            {
                File.Move(folder["lake/clicks/log.jsonl"], folder[toArchive ? "lake/archive/log1.jsonl" : "lake/clicks/log1.jsonl"]);
                Write("log.jsonl", "{}\n{}\n{}\n{}\n");
            }

            return Task.CompletedTask;
        };

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, toArchive ? "archive/log1.jsonl" : "clicks/log1.jsonl"));
    }

    [Fact]
    public async Task What_was_listed_is_missed_where_an_object_takes_its_name_that_nobody_can_read()
    {
        JobWorld.Write(folder.Path, "archive/z.jsonl", "{}\n");
        Write("log.jsonl", Mine);
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 0, store => spy = store, Clicks, Archive);
        spy!.BeforeOpen = key =>
        {
            if (key == "clicks/log.jsonl")
            {
                Move("log.jsonl", $"log{++moves}.jsonl");
                Write("log.jsonl", "{\"by\n");
            }

            return Task.CompletedTask;
        };

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        JobStore jobs = world.Host.Services.GetRequiredService<JobStore>();
        string job = await world.JobIdAsync();
        Assert.Equal([("archive", null), ("clicks", 5)], (await jobs.MappersAsync(job, default)).Select(mapper => (mapper.Mapper.Id, mapper.MovedInRound)).OrderBy(mapper => mapper.Id, StringComparer.Ordinal));
        Assert.True((await jobs.ObjectsAsync(job, null, default).SingleAsync(item => item.State == JobObjectState.Failed && item.Name == "clicks/log.jsonl")).FailedInAnother);
    }

    [Theory]
    [InlineData("lake/clicks")]
    [InlineData("lake/clicks/deep")]
    public async Task A_copy_that_takes_the_folders_place_for_a_while_is_not_erased_from_in_its_stead(string exchanged)
    {
        Write("deep/log.jsonl", Mine);
        string kept = folder["kept"];
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 1, store => spy = store, Clicks);
        spy!.BeforeOpen = key =>
        {
            // At first it is opened to be searched.
            if (key == "clicks/deep/log.jsonl" && ++moves == 2)
            {
                Directory.Move(folder[exchanged], kept);
                foreach (string file in Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories))
                {
                    string copy = Path.Combine(folder[exchanged], Path.GetRelativePath(kept, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy);
                }
            }

            return Task.CompletedTask;
        };

        Assert.IsType<Outcome.Failed>(await world.RunAsync());
        await UnseenLake.IsOwedAsync(world);

        Directory.Delete(folder[exchanged], recursive: true);
        Directory.Move(kept, folder[exchanged]);
        spy.BeforeOpen = _ => Task.CompletedTask;
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 2));
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/deep/log.jsonl"));
    }

    [Fact]
    public async Task A_copy_of_what_is_then_cut_off_is_caught_up_with()
    {
        Write("log.jsonl", Mine);
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 0, store => spy = store, Clicks);
        spy!.BeforeOpen = key =>
        {
            if (key == "clicks/log.jsonl" && moves++ == 0)
            {
                Write("log1.jsonl", Mine);
                Write("log.jsonl", "{}\n");
            }

            return Task.CompletedTask;
        };

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/log1.jsonl"));
    }

    [Fact]
    public async Task A_lake_that_gets_something_with_each_listing_and_grows_while_it_is_read_still_clears()
    {
        Write("a.jsonl", Mine);
        Write("log.jsonl", "{}\n");
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 1, store => spy = store, Clicks);
        spy!.List = listed => AfterAsync(listed, () => Write($"new{moves++}.jsonl", "{}\n"));
        spy.BeforeOpen = key =>
        {
            if (key == "clicks/log.jsonl")
            {
                File.AppendAllText(folder["lake/clicks/log.jsonl"], "{}\n");
            }

            return Task.CompletedTask;
        };

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.True(moves >= 2);
    }

    [Fact]
    public async Task An_object_that_somebody_removes_is_settled_where_nothing_has_come()
    {
        Write("stay.jsonl", "{}\n");
        Write("a.jsonl", Mine);
        ObjectStoreSpy? spy = null;
        await using JobWorld world = await StartAsync(rounds: 0, store => spy = store, Clicks);
        spy!.BeforeOpen = _ =>
        {
            File.Delete(folder["lake/clicks/a.jsonl"]);
            return Task.CompletedTask;
        };

        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync());
    }

    private static async IAsyncEnumerable<ObjectInfo> AfterAsync(IAsyncEnumerable<ObjectInfo> listed, Action act, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ObjectInfo info in await listed.ToListAsync(cancellationToken))
        {
            yield return info;
        }

        act();
    }

    private void Move(string from, string to) => File.Move(folder[$"lake/clicks/{from}"], folder[$"lake/clicks/{to}"]);

    private void Write(string name, string text) => JobWorld.Write(folder.Path, $"clicks/{name}", text);

    private Task<JobWorld> StartAsync(int rounds, Action<ObjectStoreSpy> use, params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { VerifyRounds = rounds, ConcurrentBatches = 1, ConcurrentObjects = 1 }, mappers), store =>
        {
            ObjectStoreSpy spy = new(store);
            use(spy);
            return spy;
        });
}
