using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Counts;

/// <summary>Of the people whom a job carries each is told what was his, and who has nothing there that nothing was found.</summary>
public sealed class PersonCountTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json) with
    {
        Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["by", new IdentifierColumn { Column = "to", Optional = true }] },
    };

    private static readonly DataMapper Contacts = JobWorld.Mapper("contacts", DataFormat.Csv, columns: "user_id") with { MayBeEmpty = true };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Who_is_not_there_is_told_that_nothing_was_found()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-3", "u-1"));
        Write("contacts/a.csv", "user_id,name\nu-1,Ann\nu-9,Bob\n");
        await using JobWorld world = await StartAsync(Clicks, Contacts);

        await RunAsync(world, [1, 2, 9]);

        Assert.Equal(new Outcome.Erased(3) { Objects = 2 }, await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(2));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(9));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(2));
        Assert.Null(await world.Connector().ErasedAsync(QueueWorld.ErasureOf(2), default));
    }

    [Fact]
    public async Task A_row_of_two_people_counts_for_both_and_for_the_job_once()
    {
        Write("clicks/a.jsonl", """{"by":"u-1","to":"u-2"}""" + "\n" + """{"by":"u-1","to":"u-1"}""" + "\n" + Rows("u-5"));
        await using JobWorld world = await StartAsync(Clicks);

        DeletionJob job = await RunAsync(world, [1, 2]);

        Assert.Equal(new Outcome.Erased(2) { Objects = 1 }, await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(2));
        Assert.Equal((2, 1), (job.Totals!.RowsErased, job.Totals.ObjectsErased));
    }

    [Fact]
    public async Task Reports_tell_each_match_what_is_its_own()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2", "u-2"));
        Write("clicks/b.jsonl", Rows("u-2"));
        await using JobWorld world = await StartAsync(Clicks);

        DeletionJob job = await RunAsync(world, [1, 2, 3]);

        Assert.Equal(
            [new MatchCount { RowsErased = 1, ObjectsErased = 1 }, new MatchCount { RowsErased = 3, ObjectsErased = 2 }],
            (await MatchesAsync(world, job)).Select(match => Assert.Single(match.Mappers).Value).OrderBy(count => count.RowsErased));
        JsonNode report = (await world.Connector().DescribeAsync(QueueWorld.ErasureOf(2), default))!;
        Assert.Equal((3L, 2L), ((long)report["person"]!["clicks"]!["rowsErased"]!, (long)report["person"]!["clicks"]!["objectsErased"]!));
        Assert.Null((await world.Connector().DescribeAsync(QueueWorld.ErasureOf(3), default))!["person"]);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_go_of_each()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2", "u-2"));
        Write("clicks/by=u-2/b.jsonl", "{\"x\":1}\n{\"x\":2}\n");
        await using JobWorld world = await StartAsync(Clicks);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        string second = await world.AddAsync(QueueWorld.Simple("u-2"));
        await world.AddAsync(QueueWorld.Simple("u-3"));

        DeletionJob job = await world.RunJobAsync(isDryRun: true);

        IReadOnlyList<JobMatch> matches = await MatchesAsync(world, job);
        Assert.Equal(2, matches.Count);
        Assert.Equal(new MatchCount { RowsErased = 4, ObjectsErased = 2, ObjectsDeleted = 1 }, matches.Single(match => match.Match == second).Sum);
        Assert.Equal(3, (await world.QueuedAsync()).Count);
    }

    [Fact]
    public async Task What_others_have_in_the_partition_of_somebody_goes_with_it_and_is_told_to_them()
    {
        Write("clicks/by=u-1/a.jsonl", "{\"to\":\"u-2\"}\n{\"to\":\"u-7\"}\n");
        Write("clicks/b.jsonl", Rows("u-7"));
        await using JobWorld world = await StartAsync(Clicks);

        await RunAsync(world, [1, 2, 3]);

        Assert.Equal(new Outcome.Erased(2) { Objects = 1, Deleted = 1 }, await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(2));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(3));
    }

    [Fact]
    public async Task Of_who_may_be_in_a_deleted_object_that_cannot_be_read_it_is_told_that_nobody_counted()
    {
        Write("clicks/by=u-1/a.jsonl", "{");
        Write("clicks/b.jsonl", Rows("u-7", "u-3"));
        await using JobWorld world = await StartAsync(Clicks);

        await RunAsync(world, [1, 2]);

        Assert.Equal(new Outcome.Erased { Deleted = 1 }, await world.CheckPersonAsync(1));
        Assert.Equal(new Outcome.Erased { IsUntold = true }, await world.CheckPersonAsync(2));
    }

    [Fact]
    public async Task What_a_job_could_not_erase_counts_when_the_next_one_has()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2"));
        Write("clicks/bad.jsonl", Rows("u-1") + "{\n");
        await using JobWorld world = await StartAsync(Clicks);
        await RunAsync(world, [1, 2, 3]);
        Assert.IsType<Outcome.Failed>(await world.CheckPersonAsync(3));

        Write("clicks/bad.jsonl", Rows("u-1", "u-9"));
        await RunAsync(world, [1, 2, 3], attempt: 2);

        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.CheckPersonAsync(1, attempt: 2));
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(2, attempt: 2));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(3, attempt: 2));
    }

    [Fact]
    public async Task Rows_of_Parquet_are_told_as_they_are_without_others()
    {
        JobWorld.CopySample(folder.Path, "shop/orders/2026-10.parquet", "orders/2026-10.parquet");
        DataMapper orders = JobWorld.Mapper("orders", DataFormat.Parquet, columns: "customer_id");
        await using JobWorld world = await StartAsync(orders);
        string[] values = ["302042", "302043", "302044", "999999999"];
        Dictionary<string, long> alone = new(StringComparer.Ordinal);
        foreach (string value in values)
        {
            string match = await world.AddAsync(QueueWorld.Simple(value));
            alone[value] = (await world.RunJobAsync(isDryRun: true)).Totals!.RowsErased;
            await world.Queue.RemoveAsync(match, default);
        }

        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        foreach (string value in values)
        {
            ids[value] = await world.AddAsync(QueueWorld.Simple(value));
        }

        IReadOnlyList<JobMatch> matches = await MatchesAsync(world, await world.RunJobAsync());

        Assert.True(alone["302042"] > 0);
        Assert.Equal(
            alone.Where(one => one.Value > 0).OrderBy(one => one.Key),
            ids.Where(id => matches.Any(match => match.Match == id.Value)).ToDictionary(id => id.Key, id => matches.Single(match => match.Match == id.Value).Sum.RowsErased).OrderBy(one => one.Key));
    }

    [Fact]
    public async Task Nothing_of_whose_rows_they_were_stays_with_the_objects_once_the_job_is_over()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2"));
        await using JobWorld world = await StartAsync(Clicks);
        DeletionJob job = await RunAsync(world, [1, 2]);

        JobStore store = world.Host.Services.GetRequiredService<JobStore>();
        JobObject item = await store.ObjectsAsync(job.Id, null, default).SingleAsync();
        Assert.False(item.TellsMatches);
        Assert.Empty(await store.CountsAsync(job.Id, 0, default));
    }

    private static string Rows(params string[] people) => string.Concat(people.Select(person => $"{{\"by\":\"{person}\"}}\n"));

    private static async Task<DeletionJob> RunAsync(JobWorld world, int[] people, int attempt = 1)
    {
        foreach (int person in people)
        {
            await world.SubmitPersonAsync(person, attempt);
        }

        return await world.RunJobAsync();
    }

    private static async Task<IReadOnlyList<JobMatch>> MatchesAsync(JobWorld world, DeletionJob job) => await world.Jobs.MatchesAsync(job.Id, default).ToListAsync();

    private void Write(string key, string text) => JobWorld.Write(folder.Path, key, text);

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.FromHours(2) }, mappers));
}
