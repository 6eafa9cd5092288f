using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Erasure.Core.Decisions;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

public sealed class StoreTroubleTests : IDisposable
{
    private const string Mine = """{"by":"u-2042"}""" + "\n";
    private const string Sentence = "S3 refused ListObjectsV2 on bucket vers at https://s3.example.org: NoSuchBucket (HTTP 404). Create the bucket.";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]);
    private static readonly DataMapper Visits = JobWorld.Mapper("visits", DataFormat.Json, columns: ["by"]);

    private readonly TempFolder folder = new();

    public StoreTroubleTests()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", Mine);
        JobWorld.Write(folder.Path, "visits/a.jsonl", Mine);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_store_that_cannot_be_used_is_asked_once_and_everybody_is_told_why()
    {
        TroubledStore troubled = null!;
        await using JobWorld world = await StartAsync(store => troubled = new TroubledStore(store, "clicks", new UnusableStoreException("bucket-not-found", Sentence)));
        DateTimeOffset began = world.Host.Time.GetUtcNow();
        await world.SubmitAsync();
        await world.Host.Engine.WhenIdleAsync();

        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.CheckAsync());

        Assert.Equal((1, began), (troubled.Asked, world.Host.Time.GetUtcNow()));
        Assert.Equal(("find-failed", $"clicks: bucket-not-found: {Sentence}"), (failed.Code, failed.Detail));
        Assert.Equal((Mine, ""), (JobWorld.Read(folder.Path, "clicks/a.jsonl"), JobWorld.Read(folder.Path, "visits/a.jsonl")));
        JsonObject report = await world.DescribeAsync();
        Assert.Equal(("clicks", "bucket-not-found", Sentence), ((string)report["troubles"]![0]!["mapper"]!, (string)report["troubles"]![0]!["reason"]!, (string)report["troubles"]![0]!["detail"]!));
        JobMapperReport trouble = Assert.Single(await world.Jobs.TroublesAsync(await world.JobIdAsync(), default));
        Assert.Equal(("clicks", "find-failed", "bucket-not-found", Sentence), (trouble.Mapper, trouble.Code, trouble.Reason, trouble.Detail));

        ObjectFailure entry = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal(("clicks", "(all objects)", "bucket-not-found", Sentence), (entry.Mapper, entry.Object, entry.Code, entry.Detail));
        Assert.Equal(CommandResult.WrongState, await world.Failures.AcceptAsync(entry.Id, new Acceptance(new HumanDecision("Ada", "seen"), AcceptanceMeaning.DealtWith), default));

        troubled.Failure = null;
        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.RunAsync(attempt: 2));
        Assert.Equal("", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
        Assert.Empty(await world.Failures.ListAsync(null, default).ToListAsync());
    }

    [Fact]
    public async Task An_object_without_permission_holds_up_nobody_and_says_what_to_do()
    {
        await using JobWorld world = await StartAsync(store => new ObjectStoreSpy(store) { BeforeOpen = key => key == "clicks/a.jsonl" ? throw new UnauthorizedAccessException("u-2042 is in this text") : Task.CompletedTask });
        DateTimeOffset began = world.Host.Time.GetUtcNow();
        await world.SubmitAsync();
        await world.Host.Engine.WhenIdleAsync();

        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);
        Assert.Equal((began, ""), (world.Host.Time.GetUtcNow(), JobWorld.Read(folder.Path, "visits/a.jsonl")));
        ObjectFailure entry = Assert.Single(await world.Failures.ListAsync(null, default).ToListAsync());
        Assert.Equal(("access-denied", "The store refused access: check what the host's user may list, read and write there."), (entry.Code, entry.Detail));
    }

    public static TheoryData<int, string> LastingErrors => new() { { 36, "too-deep" }, { 40, "link" }, { 30, "read-only" }, { 28, "no-space" }, { 122, "no-space" }, { 126, "access-denied" }, { 22, "file-system" }, { 95, "file-system" }, { 117, "file-system" } };

    [Theory]
    [MemberData(nameof(LastingErrors))]
    public async Task An_error_of_the_file_system_that_does_not_pass_holds_up_nobody(int number, string code)
    {
        TroubledStore troubled = null!;
        await using JobWorld world = await StartAsync(store =>
            troubled = new TroubledStore(new ObjectStoreSpy(store) { BeforeOpen = key => key == "visits/a.jsonl" ? throw new IOException("u-2042 is in this text", number) : Task.CompletedTask }, "clicks", new IOException("u-2042 too", number)));
        DateTimeOffset began = world.Host.Time.GetUtcNow();
        await world.SubmitAsync();
        await world.Host.Engine.WhenIdleAsync();

        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);
        Assert.Equal(began, world.Host.Time.GetUtcNow());
        List<ObjectFailure> entries = [.. (await world.Failures.ListAsync(null, default).ToListAsync()).OrderBy(entry => entry.Mapper, StringComparer.Ordinal)];
        Assert.Equal([("clicks", "(all objects)", code), ("visits", "visits/a.jsonl", code)], entries.Select(entry => (entry.Mapper, entry.Object, entry.Code)));
        Assert.All(entries, entry => Assert.DoesNotContain("u-2042", entry.Detail, StringComparison.Ordinal));
        Assert.All(entries, entry => Assert.Equal(code, entry.Advise().Code));
    }

    [Fact]
    public async Task A_folder_that_is_too_deep_holds_up_nobody()
    {
        await using JobWorld world = await StartAsync(store => store);
        string[] names = [.. Enumerable.Repeat(new string('d', 250), 15)];
        Directory.CreateDirectory(Path.Combine([folder["lake/visits/v"], .. names]));
        Directory.CreateDirectory(folder["lake/visits/" + names[0]]);
        Directory.Move(folder["lake/visits/v"], folder[$"lake/visits/{names[0]}/{names[0]}"]);
        DateTimeOffset began = world.Host.Time.GetUtcNow();
        await world.SubmitAsync();
        await world.Host.Engine.WhenIdleAsync();
        Directory.Move(folder[$"lake/visits/{names[0]}/{names[0]}"], folder["lake/visits/v"]);

        Outcome.Failed failed = Assert.IsType<Outcome.Failed>(await world.CheckAsync());
        Assert.Equal(("find-failed", began, ""), (failed.Code, world.Host.Time.GetUtcNow(), JobWorld.Read(folder.Path, "clicks/a.jsonl")));
        Assert.StartsWith("visits: too-deep: Below the mapper's location 1 folder or file whose path is longer", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_that_wait_for_their_next_attempt_hold_up_no_others()
    {
        foreach (string name in new[] { "b", "c", "d", "z" })
        {
            JobWorld.Write(folder.Path, $"clicks/{name}.jsonl", Mine);
        }

        ConcurrentQueue<string> opened = new();
        await using JobWorld world = await JobWorld.StartAsync(folder.Path, JobWorld.Configuration(
            folder.Path,
            new JobConfiguration { ConcurrentObjects = 1, ConcurrentBatches = 1 },
            Clicks), store => new ObjectStoreSpy(store)
        {
            BeforeOpen = key =>
            {
                opened.Enqueue(key);
                return key == "clicks/z.jsonl" ? Task.CompletedTask : throw new IOException("u-2042 is in this text");
            },
        });
        await world.SubmitAsync();

        await world.Host.Engine.WhenIdleAsync();

        Assert.Equal(["clicks/a.jsonl", "clicks/b.jsonl", "clicks/c.jsonl", "clicks/d.jsonl", "clicks/z.jsonl"], opened.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_told_while_it_is()
    {
        TroubledStore troubled = null!;
        await using JobWorld world = await StartAsync(store => troubled = new TroubledStore(store, "clicks", new IOException("u-2042 is in this text")));
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(1));

        string job = await world.JobIdAsync();
        JobMapperReport trouble = Assert.Single(await world.Jobs.TroublesAsync(job, default));
        Assert.Equal(("clicks", null, "io"), (trouble.Mapper, trouble.Code, trouble.Reason));
        Assert.DoesNotContain("u-2042", trouble.Detail);

        troubled.Failure = null;
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(new Outcome.Erased(2) { Objects = 2 }, await world.CheckAsync());
        Assert.Empty(await world.Jobs.TroublesAsync(job, default));
    }

    [Fact]
    public async Task Stores_that_are_away_are_waited_for_side_by_side()
    {
        await using JobWorld world = await StartAsync(store => new TroubledStore(store, "", new IOException()));
        DateTimeOffset began = world.Host.Time.GetUtcNow();
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(8));

        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.CheckAsync()).Code);
        Assert.Equal(2, (await world.Failures.ListAsync(null, default).ToListAsync()).Count);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_store_is_canceled_at_once()
    {
        await using JobWorld world = await StartAsync(store => new TroubledStore(store, "clicks", new IOException()));
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromMinutes(3));
        string job = await world.JobIdAsync();
        Assert.Equal(DeletionJobState.Running, (await world.Jobs.GetAsync(job, default))!.State);

        Assert.True(await world.Jobs.CancelAsync(job, default));
        await world.Host.Engine.WhenIdleAsync();

        Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
        Assert.Equal(new Outcome.Failed("job-canceled", false), await world.CheckAsync());
        Assert.Equal(Mine, JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task A_job_is_canceled_at_once_where_that_comes_while_its_store_is_asked()
    {
        TroubledStore troubled = null!;
        await using JobWorld world = await StartAsync(store => troubled = new TroubledStore(store, "clicks", new IOException()));
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromSeconds(30));
        string job = await world.JobIdAsync();
        troubled.WhenAsked = async () => Assert.True(await world.Jobs.CancelAsync(job, default));

        // The third attempt, and nothing of the wait before the fourth.
        await world.Host.RunForAsync(TimeSpan.FromSeconds(76));

        Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
    }

    [Fact]
    public async Task A_job_that_waits_for_an_object_is_canceled_at_once()
    {
        await using JobWorld world = await StartAsync(store => new ObjectStoreSpy(store) { BeforeOpen = _ => throw new IOException() });
        await world.SubmitAsync();
        await world.Host.RunForAsync(TimeSpan.FromSeconds(30));
        string job = await world.JobIdAsync();

        Assert.True(await world.Jobs.CancelAsync(job, default));
        await world.Host.Engine.WhenIdleAsync();

        Assert.Equal(DeletionJobState.Canceled, (await world.Jobs.GetAsync(job, default))!.State);
    }

    private Task<JobWorld> StartAsync(Func<IObjectStore, IObjectStore> objects) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, new JobConfiguration(), Clicks, Visits), objects);

    private sealed class TroubledStore(IObjectStore inner, string prefix, Exception? failure) : ObjectStoreSpy(inner), IObjectStore
    {
        private int asked;

        public Exception? Failure { get; set; } = failure;

        public int Asked => asked;

        /// <summary>What happens while it is asked.</summary>
        public Func<Task> WhenAsked { get; set; } = static () => Task.CompletedTask;

        IAsyncEnumerable<ObjectInfo> IObjectStore.ListAsync(string place, CancellationToken cancellationToken) => ListOrFailAsync(place, cancellationToken);

        private async IAsyncEnumerable<ObjectInfo> ListOrFailAsync(string place, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (Failure is { } thrown && place.StartsWith(prefix, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref asked);
                await WhenAsked();
                throw thrown;
            }

            await foreach (ObjectInfo info in ListAsync(place, cancellationToken))
            {
                yield return info;
            }
        }
    }
}
