using System.Text;
using System.Text.Json.Nodes;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Microsoft.DurableTask.Client;

namespace Erasure.Core.Tests.Deletion.Jobs;

public sealed class DeletionJobTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json) with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = [new() { Column = "user.id", Optional = true }, new() { Column = "by", Optional = true }] } };
    private static readonly DataMapper Contacts = JobWorld.Mapper("contacts", DataFormat.Csv, "email", "email");
    private static readonly DataMapper Events = JobWorld.Mapper("events", DataFormat.Parquet, columns: ["ctx.user.id"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_person_is_erased_from_every_format_and_everybody_else_stays()
    {
        const string Mine = """{"user":{"id":"u-2042"},"x":1}""";
        const string Other = """{"user":{"id":"u-20421"},"x":"u-2042"}""";
        Write("clicks/a.jsonl", $"{Other}\n{Mine}\n{Other}\n");
        Write("clicks/b/c.jsonl.gz", $"{Mine}\n{Other}\n");
        Write("clicks/clean.jsonl", $"{Other}\n");
        Write("clicks/_SUCCESS", Mine);
        Write("clicks/empty.jsonl", "");
        Write("clicks2/elsewhere.jsonl", Mine);
        Write("contacts/contacts.csv", $"email,name\r\nx@example.org,X\r\n{JobWorld.Email},\"Mira,\r\nLindqvist\"\r\n");
        JobWorld.CopySample(folder.Path, "web/events/date=2026-10-30/part-0000.parquet", "events/date=2026-10-30/part-0000.parquet");
        await using JobWorld world = await StartAsync(Clicks, Contacts, Events);

        Outcome.Erased erased = Assert.IsType<Outcome.Erased>(await world.RunAsync());

        Assert.Equal($"{Other}\n{Other}\n", Read("clicks/a.jsonl"));
        Assert.Equal($"{Other}\n", Read("clicks/b/c.jsonl.gz"));
        Assert.Equal(Mine, Read("clicks/_SUCCESS"));
        Assert.Equal(Mine, Read("clicks2/elsewhere.jsonl"));
        Assert.Equal("email,name\r\nx@example.org,X\r\n", Read("contacts/contacts.csv"));
        JsonObject report = await world.DescribeAsync();
        Assert.Equal("Completed", (string)report["state"]!);
        JsonArray objects = report["objects"]!.AsArray();
        Assert.Equal(
            ["clicks/a.jsonl", "clicks/b/c.jsonl.gz", "contacts/contacts.csv", "events/date=2026-10-30/part-0000.parquet"],
            objects.Select(item => (string)item!["key"]!));
        Assert.Equal(["json", "json", "csv", "parquet"], objects.Select(item => (string)item!["format"]!));
        Assert.Equal((3, 1), ((long)objects[0]!["rowsSeen"]!, (long)objects[0]!["rowsErased"]!));
        Assert.All(objects, item =>
        {
            Assert.Equal(0, (int)item!["verified"]!["matches"]!);
            Assert.Equal((long)item["rowsSeen"]! - (long)item["rowsErased"]!, (long)item["verified"]!["rows"]!);
        });
        Assert.Equal(erased.Count, objects.Sum(item => (long)item!["rowsErased"]!));
        Assert.Equal((5, 4), ((long)report["totals"]!["objects"]!, (long)report["totals"]!["objectsErased"]!));
    }

    [Fact]
    public async Task A_second_job_finds_nothing()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.SubmitAsync());
        Assert.Equal(new Outcome.NothingFound(), await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("clicks/_delta_log/00000000000000000000.json")]
    [InlineData("clicks/.hoodie/hoodie.properties")]
    [InlineData("clicks/metadata/v1.metadata.json")]
    [InlineData("clicks/metadata/00001-abc.metadata.json.gz")]
    [InlineData("clicks/metadata/snap-1-2-x.avro")]
    [InlineData("clicks/snapshot/snapshot-12")]
    [InlineData("clicks/_lakefs/dummy")]
    [InlineData("clicks/_spark_metadata/0")]
    [InlineData("clicks/_metadata")]
    [InlineData("clicks/data/other.jsonl", "ducklake-0190a.jsonl")]
    public async Task An_object_of_a_managed_table_is_left_as_it_is(string marker, string name = "a.jsonl")
    {
        const string Mine = """{"by":"u-2042"}""" + "\n";
        Write($"clicks/data/day=1/{name}", Mine);
        Write(marker, "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal(Mine, Read($"clicks/data/day=1/{name}"));
        Assert.Equal("managed-table", (string)(await world.DescribeAsync())["objects"]![0]!["code"]!);
    }

    [Theory]
    [InlineData("clicks/metadata/notes.json")]
    [InlineData("clicks/snapshot/snapshot-2026.jsonl")]
    [InlineData("clicks/_metadata2")]
    [InlineData("clicks/_common_metadata")]
    public async Task What_only_looks_like_the_mark_of_a_table_holds_up_nobody(string name)
    {
        Write("clicks/data/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        Write(name, "{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
    }

    [Fact]
    public async Task A_refused_object_fails_the_domain_and_stops_no_other()
    {
        Write("events/broken.parquet", "PAR1 this is not it PAR1");
        Write("clicks/bad.jsonl", "{\"by\":\"u-2042\n{}\n");
        Write("clicks/good.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync(Clicks, Events);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);

        Assert.Equal("{}\n", Read("clicks/good.jsonl"));
        Assert.Equal("PAR1 this is not it PAR1", Read("events/broken.parquet"));
        JsonObject report = await world.DescribeAsync();
        Assert.Equal("ForgetPartiallyFailed", (string)report["state"]!);
        Dictionary<string, JsonNode?> failed = report["objects"]!.AsArray().Where(item => (string)item!["state"]! == "Failed").ToDictionary(item => (string)item!["key"]!);
        Assert.Equal(["clicks/bad.jsonl", "events/broken.parquet"], failed.Keys);
        Assert.All(failed.Values, item => Assert.Matches("^[a-z-]+$", (string)item!["code"]!));
        Assert.Equal(0, (int)report["totals"]!["rounds"]!);
    }

    [Fact]
    public async Task A_match_that_cannot_be_asked_fails_and_the_others_do_not()
    {
        JobWorld.CopySample(folder.Path, "web/events/date=2026-10-30/part-0000.parquet", "events/part-0000.parquet");
        await using JobWorld world = await StartAsync(Events with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["ctx.user.id", "no_such_column"] } });

        Assert.Equal(new Outcome.Failed("matches-failed", false), await world.RunAsync());

        JsonNode item = (await world.DescribeAsync())["objects"]![0]!;
        Assert.True((long)item["rowsErased"]! > 0);
        Assert.Equal(("column-not-found", "no_such_column"), ((string)item["problems"]![0]!["code"]!, (string)item["problems"]![0]!["column"]!));
    }

    [Fact]
    public async Task A_subject_without_an_identifier_of_any_mapper_is_no_success()
    {
        Write("clicks/a.jsonl", "{}\n");
        await using JobWorld world = await StartAsync(Clicks with { Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["phone"] = ["phone"] } });

        Assert.Equal(new Outcome.Failed("no-identifier", false), await world.RunAsync());
        Assert.Equal("clicks", (string)(await world.DescribeAsync())["notSearched"]![0]!);
    }

    [Fact]
    public async Task An_object_that_is_written_while_it_is_erased_loses_nothing()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{\"n\":1}\n");
        int writes = 0;
        await using JobWorld world = await StartAsync(
            spy => spy.BeforeReplace = _ =>
            {
                if (writes++ < 3)
                {
                    Write("clicks/a.jsonl", Read("clicks/a.jsonl") + $"{{\"n\":{writes + 1}}}\n" + """{"by":"u-2042"}""" + "\n");
                }

                return Task.CompletedTask;
            },
            Clicks);

        Assert.Equal(new Outcome.Erased(4) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n", Read("clicks/a.jsonl"));
    }

    [Fact]
    public async Task What_appears_or_changes_after_planning_is_found_in_the_next_round()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        Write("clicks/b.jsonl", "{}\n");
        bool done = false;
        await using JobWorld world = await StartAsync(
            spy => spy.AfterReplace = _ =>
            {
                if (!done)
                {
                    done = true;
                    Write("clicks/b.jsonl", "{}\n" + """{"by":"u-2042"}""" + "\n");
                    Write("clicks/new.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
                }

                return Task.CompletedTask;
            },
            Clicks);

        Assert.Equal(new Outcome.Erased(3) { Objects = 3 }, await world.RunAsync());
        Assert.Equal("{}\n{}\n{}\n", Read("clicks/a.jsonl") + Read("clicks/b.jsonl") + Read("clicks/new.jsonl"));
        Assert.Equal(1, (int)(await world.DescribeAsync())["totals"]!["rounds"]!);
    }

    [Fact]
    public async Task A_lake_that_is_written_faster_than_it_is_erased_fails_the_domain()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        int file = 0;
        await using JobWorld world = await StartAsync(
            spy => spy.AfterReplace = _ =>
            {
                Write($"clicks/{file++}.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
                return Task.CompletedTask;
            },
            Clicks);

        Assert.Equal(new Outcome.Failed("matches-reappear", false), await world.RunAsync());
    }

    [Fact]
    public async Task A_failure_that_passes_is_waited_for()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n");
        int failures = 0;
        await using JobWorld world = await StartAsync(
            spy => spy.BeforeOpen = key => failures++ < 2 ? throw new IOException($"No route to {key} of u-2042.") : Task.CompletedTask,
            Clicks);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
    }

    [Fact]
    public async Task A_failure_that_lasts_is_a_code_without_words_of_others()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n");
        await using JobWorld world = await StartAsync(
            spy => spy.BeforeOpen = key => throw new IOException($"No route to {key} of u-2042."),
            Clicks);

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        JsonObject report = await world.DescribeAsync();
        Assert.Equal(("FindFailed", "io", "The store failed with IOException: check the disk or the share that it is on."), ((string)report["state"]!, (string)report["objects"]![0]!["code"]!, (string)report["objects"]![0]!["detail"]!));
    }

    [Fact]
    public async Task Canceling_stops_at_the_next_object()
    {
        for (int i = 0; i < 5; i++)
        {
            Write($"clicks/{i}.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        }

        JobWorld? world = null;
        await using JobWorld started = await StartAsync(
            spy => spy.AfterReplace = async _ => await world!.Jobs.CancelAsync(await world.JobIdAsync(), CancellationToken.None),
            new JobConfiguration { ConcurrentObjects = 1, ConcurrentBatches = 1 },
            Clicks);
        world = started;

        Assert.Equal(new Outcome.Failed("job-canceled", false), await started.RunAsync());
        Assert.Single(Enumerable.Range(0, 5), i => Read($"clicks/{i}.jsonl") == "{}\n");
        Assert.Empty(await started.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await started.Host.Client.FindAsync(await started.JobIdAsync(), CancellationToken.None))!.Status());
    }

    [Fact]
    public async Task An_object_whose_key_names_the_person_is_never_called_by_it()
    {
        string key = $"clicks/user={JobWorld.UserId}/a.jsonl";
        string kept = $"clicks/user={JobWorld.UserId}/b.jsonl";
        Write(key, """{"by":"u-2042"}""" + "\n");
        Write(kept, """{"by":"u-2042"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Equal(new Outcome.Erased(2) { Objects = 2, Deleted = 1 }, await world.RunAsync());

        Assert.False(File.Exists(folder["lake/" + key]));
        Assert.Equal("{}\n", Read(kept));
        JsonObject report = await world.DescribeAsync();
        Assert.All(report["objects"]!.AsArray(), item => Assert.StartsWith("(key withheld) ", (string)item!["key"]!, StringComparison.Ordinal));
        await world.DisposeAsync();
        foreach (string file in Directory.GetFiles(folder.Path))
        {
            string bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(JobWorld.UserId, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(JobWorld.Email, bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Histories_stay_short_however_many_objects_there_are()
    {
        // Batches of one: each object is three steps, and an execution takes 32.
        int objects = LongTests.Asked ? 130 : 12;
        for (int i = 0; i < objects; i++)
        {
            Write($"clicks/{i}.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        }

        long longest = 0;
        JobWorld? running = null;
        await using JobWorld world = await StartAsync(
            spy => spy.AfterReplace = _ =>
            {
                longest = Math.Max(longest, running!.LongestHistory());
                return Task.CompletedTask;
            },
            new JobConfiguration { BatchSize = 1, ConcurrentBatches = 4 },
            Clicks);
        running = world;

        Assert.Equal(new Outcome.Erased(objects) { Objects = objects }, await world.RunAsync());
        Assert.All(Enumerable.Range(0, objects), i => Assert.Equal("{}\n", Read($"clicks/{i}.jsonl")));
        Assert.InRange(longest, 50, 300);
    }

    [Fact]
    public async Task Releasing_drops_match_and_outcome_and_keeps_the_job()
    {
        Write("clicks/a.jsonl", """{"by":"u-2042"}""" + "\n");
        await using JobWorld world = await StartAsync(Clicks);
        await world.RunAsync();
        string job = await world.JobIdAsync();

        await world.ReleaseAsync();
        await world.ReleaseAsync();

        Assert.Equal(new Outcome.Failed("match-missing", false), await world.CheckAsync());
        Assert.Equal(DeletionJobState.Completed, (await world.Jobs.GetAsync(job, CancellationToken.None))!.State);
    }

    private void Write(string key, string text) => JobWorld.Write(folder.Path, key, text);

    private string Read(string key) => JobWorld.Read(folder.Path, key);

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => StartAsync(_ => { }, mappers);

    private Task<JobWorld> StartAsync(JobConfiguration job, params DataMapper[] mappers) => StartAsync(_ => { }, job, mappers);

    private Task<JobWorld> StartAsync(Action<ObjectStoreSpy> act, params DataMapper[] mappers) => StartAsync(act, new JobConfiguration(), mappers);

    private Task<JobWorld> StartAsync(Action<ObjectStoreSpy> act, JobConfiguration job, params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, job, mappers), store =>
        {
            ObjectStoreSpy spy = new(store);
            act(spy);
            return spy;
        });
}
