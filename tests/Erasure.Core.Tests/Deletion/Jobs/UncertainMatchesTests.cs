using System.Buffers.Binary;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>An object that can't be searched or rewritten fails the people who may be in it, and not everybody whom the job is about.</summary>
public sealed class UncertainMatchesTests : IDisposable
{
    private static readonly DataMapper Lines = JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_malformed_object_in_somebody_elses_partition_fails_nobody()
    {
        JobWorld.Write(folder.Path, "events/user_id=u-9/bad.jsonl", "{\"x\":\n");
        JobWorld.Write(folder.Path, "events/user_id=u-1/bad.jsonl", "{\"x\":\n");
        JobWorld.Write(folder.Path, "events/day=1/good.jsonl", """{"user_id":"u-2"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync(Lines);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.AddAsync(QueueWorld.Simple("u-2"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.Completed, 0, 1, 1, 0), (job.State, job.MatchesKept, job.Totals!.ObjectsDeleted, job.Totals.ObjectsExcluded, job.Totals.ObjectsFailed));
        Assert.Equal(["u-9"], await ObjectsAsync(world, job, JobObjectState.Excluded));
        Assert.Empty(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.True(File.Exists(folder["lake/events/user_id=u-9/bad.jsonl"]));
    }

    /// <summary>Where the object has the partition's column itself, or nobody can tell, its rows count and not its key.</summary>
    [Theory]
    [InlineData("bad.jsonl", "{\"user_id\":\"u-1\"}\n{\"x\":\n")]
    [InlineData("bad.jsonl", "{\"x\":\n{\"USER_ID\":\"u-1\"}\n")]
    [InlineData("bad.jsonl", "{\"user\\u005fid\":\"u-1\"}\n{\"x\":\n")]
    [InlineData("bad.jsonl.gz", "\u001f\u008b no gzip")]
    [InlineData("bad.bin", "\u0000\u0001\u0002")]
    public async Task A_partition_rules_nobody_out_of_an_object_whose_rows_may_say_otherwise(string name, string text)
    {
        JobWorld.Write(folder.Path, $"events/user_id=u-9/{name}", text);
        await using JobWorld world = await StartAsync(Lines);
        await world.AddAsync(QueueWorld.Simple("u-1"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal(("objects-failed", 1, 1), (job.Code, job.MatchesKept, job.Totals!.ObjectsFailed));
    }

    [Theory]
    [InlineData("events/user_id=U-1/bad.jsonl")]
    [InlineData("events/user_id=%20u1/bad.jsonl")]
    [InlineData("events/user_id=__HIVE_DEFAULT_PARTITION__/bad.jsonl")]
    [InlineData("events/day=1/bad.jsonl")]
    [InlineData("events/bad.jsonl")]
    public async Task A_key_that_may_mean_the_person_rules_nobody_out(string key)
    {
        JobWorld.Write(folder.Path, key, "{\"x\":\n");
        await using JobWorld world = await StartAsync(Lines);
        await world.AddAsync(QueueWorld.Simple("u-1"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal(("objects-failed", 1, 1), (job.Code, job.MatchesKept, job.Totals!.ObjectsFailed));
    }

    [Fact]
    public async Task What_holds_nobody_is_named_by_dry_runs_too()
    {
        JobWorld.Write(folder.Path, "events/readme.txt", "These are the events.\n");
        await using JobWorld world = await StartAsync(Lines);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.RunJobAsync();
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        await world.Host.Services.GetRequiredService<FailureStore>().AcceptAsync(failure.Id, new Acceptance(new HumanDecision("Kim", "no data"), AcceptanceMeaning.HoldsNobody), default);

        DeletionJob dry = await world.RunJobAsync(isDryRun: true);
        Assert.Equal((1, 0), (dry.Totals!.ObjectsNotSearched, dry.Totals.ObjectsFailed));
        Assert.Equal("events/readme.txt", Assert.Single((await world.Jobs.ObjectsAsync(dry.Id, 10, null, default)).Items, item => item.State == JobObjectState.NotSearched).Name);

        DeletionJob job = await world.RunJobAsync();
        Assert.Equal((DeletionJobState.Completed, 1, 0), (job.State, job.Totals!.ObjectsNotSearched, job.MatchesKept));
        Assert.NotNull((await world.Failures.GetAsync(failure.Id, default))!.Accepted);
    }

    [Fact]
    public async Task Of_a_composite_the_key_contradicts_one_part()
    {
        JobWorld.Write(folder.Path, "events/country=DE/bad.jsonl", "{\"x\":\n");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("events", DataFormat.Json, columns: ["country", "name"]));
        string german = await world.AddAsync(QueueWorld.Composite("events", ("country", "DE"), ("name", "x")));
        await world.AddAsync(QueueWorld.Composite("events", ("country", "FR"), ("name", "x")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((2, 1), (job.Matches, job.MatchesKept));
        Assert.Equal(german, Assert.Single(await world.QueuedAsync()).Id);
    }

    [Fact]
    public async Task A_damaged_Parquet_file_fails_only_whom_its_statistics_leave_open()
    {
        const string Key = "events/part-0000.parquet";
        JobWorld.CopySample(folder.Path, "web/events/date=2026-10-30/part-0000.parquet", Key);
        Damage(folder["lake/" + Key]);
        await using JobWorld world = await StartAsync(JobWorld.Mapper("events", DataFormat.Parquet, columns: ["ctx.user.id"]));
        foreach (string nobody in new[] { "a-0", "a-1", "z-1", "z-2" })
        {
            await world.AddAsync(QueueWorld.Simple(nobody));
        }

        string person = await world.AddAsync(QueueWorld.Simple(JobWorld.UserId));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((5, 1, 1), (job.Matches, job.MatchesKept, job.Totals!.ObjectsFailed));
        QueuedMatch kept = Assert.Single(await world.QueuedAsync());
        Assert.Equal((person, "objects-failed"), (kept.Id, kept.Code));
        ObjectFailure failure = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());

        // Whom the job is about next isn't in there, and the entry stays for who waits.
        await world.Queue.RemoveAsync(person, default);
        await world.AddAsync(QueueWorld.Simple("a-0"));
        Assert.Equal(DeletionJobState.Completed, (await world.RunJobAsync()).State);
    }

    [Fact]
    public async Task An_object_that_cannot_be_rewritten_fails_whom_it_holds()
    {
        JobWorld.Write(folder.Path, "events/_delta_log/00000000000000000000.json", "{}");
        JobWorld.Write(folder.Path, "events/a.jsonl", """{"user_id":"u-1"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync(Lines);
        string held = await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.AddAsync(QueueWorld.Simple("u-2"));
        await world.AddAsync(QueueWorld.Simple("u-3"));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal(("objects-failed", 3, 1), (job.Code, job.Matches, job.MatchesKept));
        Assert.Equal(held, Assert.Single(await world.QueuedAsync()).Id);
    }

    // The pages, and neither the indexes behind them nor the footer.
    private static void Damage(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int footer = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(file.Length - 8));
        file.AsSpan(4, (file.Length - footer) / 2).Fill(0xff);
        File.WriteAllBytes(path, file);
    }

    private static async Task<string[]> ObjectsAsync(JobWorld world, DeletionJob job, JobObjectState state) =>
        [.. (await world.Jobs.ObjectsAsync(job.Id, 100, null, default)).Items.Where(item => item.State == state).Select(item => item.Name.Split('=', '/')[2])];

    private Task<JobWorld> StartAsync(DataMapper mapper) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = TimeSpan.FromHours(2) }, mapper));
}
