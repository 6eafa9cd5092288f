using System.Text;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Queue;

public sealed class DeletionQueueTests : IDisposable
{
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { MayBeEmpty = true };
    private static readonly DataMapper Contacts = JobWorld.Mapper("contacts", DataFormat.Csv, "email", "email", "name") with { MayBeEmpty = true };

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_job_carries_many_matches_and_clears_them_all()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2", "u-3", "u-4"));
        Write("contacts/a.csv", "email,name\nx@example.org,Ann\ny@example.org,Ann\n");
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks, Contacts);
        Assert.Equal(new Outcome.Pending(), await world.SubmitPersonAsync(1));
        Assert.Equal(new Outcome.Pending(), await world.SubmitPersonAsync(9));
        await world.AddAsync(QueueWorld.Simple("u-3"));
        await world.AddAsync(QueueWorld.Composite("contacts", ("email", "y@example.org"), ("name", "Ann")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.Completed, 4, 0), (job.State, job.Matches, job.MatchesKept));
        Assert.Equal(Rows("u-2", "u-4"), Read("clicks/a.jsonl"));
        Assert.Equal("email,name\nx@example.org,Ann\n", Read("contacts/a.csv"));
        Assert.Empty(await world.QueuedAsync());
        Assert.Equal(["contacts"], NotSearched.Of(Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(1)))!.Mappers!);
        Assert.Equal(["contacts"], NotSearched.Of(Assert.IsType<Outcome.NothingFound>(await world.CheckPersonAsync(9)))!.Mappers!);
        Assert.Null(job.WrappedKey);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_keeps_its_mappers_matches_and_no_others()
    {
        Write("clicks/bad.jsonl", "{\n");
        Write("clicks/good.jsonl", Rows("u-1", "u-2"));
        Write("contacts/a.csv", "email,name\nx@example.org,Ann\n");
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks, Contacts);
        await world.SubmitPersonAsync(1);
        string kept = await world.AddAsync(QueueWorld.Simple("u-2"));
        await world.AddAsync(QueueWorld.Composite("contacts", ("email", "x@example.org")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.ForgetPartiallyFailed, "objects-failed", 3, 2), (job.State, job.Code, job.Matches, job.MatchesKept));
        Assert.Equal("", Read("clicks/good.jsonl"));
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.CheckPersonAsync(1)).Code);
        IReadOnlyList<QueuedMatch> queued = await world.QueuedAsync();
        Assert.Equal(2, queued.Count);
        Assert.All(queued, match => Assert.Equal(("objects-failed", 1, null), (match.Code, match.Jobs, match.JobId)));

        Write("clicks/bad.jsonl", "{}\n");
        Assert.Equal(DeletionJobState.Completed, (await world.RunJobAsync()).State);
        Assert.Empty(await world.QueuedAsync());
        Assert.Equal(MatchRemoval.NotFound, await world.Queue.RemoveAsync(kept, default));

        Assert.Equal(new Outcome.Pending(), await world.SubmitPersonAsync(1, attempt: 2));
        await world.RunJobAsync();
        Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(1, attempt: 2));
    }

    [Fact]
    public async Task A_mapper_that_cannot_be_listed_is_left_alone_and_the_others_go_on()
    {
        Write("clicks/a.jsonl", Rows("u-1"));
        Write("contacts/a.csv", "email,name\nu-1,Ann\n");
        await using JobWorld world = await StartAsync(
            new JobConfiguration { Gather = TimeSpan.FromHours(2) },
            store => new UnlistableStore(store, "clicks"),
            Clicks,
            Contacts);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.AddAsync(QueueWorld.Composite("contacts", ("name", "Nobody")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal((DeletionJobState.ForgetPartiallyFailed, "find-failed", 1), (job.State, job.Code, job.MatchesKept));
        Assert.Equal(Rows("u-1"), Read("clicks/a.jsonl"));
        Assert.Equal("email,name\n", Read("contacts/a.csv"));
        Assert.Equal("find-failed", Assert.Single(await world.QueuedAsync()).Code);
        Assert.Contains((await world.Jobs.EventsAsync(job.Id, 100, null, default)).Items, happening => happening is { Name: "FindFailed", Mapper: "clicks" });
    }

    [Fact]
    public async Task A_value_that_a_column_cannot_hold_fails_its_own_match_only()
    {
        JobWorld.CopySample(folder.Path, "shop/orders/2026-10.parquet", "orders/a.parquet");
        DataMapper orders = JobWorld.Mapper("orders", DataFormat.Parquet, "customer_id", "customer_id") with { MayBeEmpty = true };
        await using JobWorld world = await StartAsync(new JobConfiguration(), orders);
        await world.AddAsync(QueueWorld.Simple("no-number"));
        await world.AddAsync(QueueWorld.Simple("302042"));
        string wrong = await world.AddAsync(new MatchRequest { Kind = MatchKind.Identifiers, Values = QueueWorld.Values(("customer_id", "no-number")) });
        string wrongToo = await world.AddAsync(QueueWorld.Composite("orders", ("customer_id", "neither")));

        DeletionJob job = await world.RunJobAsync();

        Assert.Equal("matches-failed", job.Code);
        Assert.True(job.Totals!.RowsErased > 0);
        Assert.Equal(new[] { wrong, wrongToo }.Order(), (await world.QueuedAsync()).Select(match => match.Id).Order());
        Assert.All(await world.QueuedAsync(), match => Assert.Equal("matches-failed", match.Code));
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_go_and_touches_nothing()
    {
        Write("clicks/a.jsonl", Rows("u-1", "u-2", "u-1"));
        Write("clicks/b.jsonl", Rows("u-2"));
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromHours(2) }, Clicks);
        await world.AddAsync(QueueWorld.Simple("u-1"));

        DeletionJob job = await world.RunJobAsync(isDryRun: true);

        Assert.Equal((DeletionJobState.Completed, 1, 1), (job.State, job.Matches, job.MatchesKept));
        Assert.Equal((2, 1, 4, 2), (job.Totals!.Objects, job.Totals.ObjectsErased, job.Totals.RowsSeen, job.Totals.RowsErased));
        Assert.Equal(new FileInfo(folder["lake/clicks/a.jsonl"]).Length, job.Totals.BytesCopied);
        Assert.Equal(Rows("u-1", "u-2", "u-1"), Read("clicks/a.jsonl"));
        QueuedMatch match = Assert.Single(await world.QueuedAsync());
        Assert.Equal((null, 0, null), (match.JobId, match.Jobs, match.Code));
        JobObject found = Assert.Single((await world.Jobs.ObjectsAsync(job.Id, 10, null, default)).Items);
        Assert.Equal(("clicks/a.jsonl", JobObjectState.Found, 2), (found.Name, found.State, found.RowsFound));

        Assert.Equal(DeletionJobState.Completed, (await world.RunJobAsync()).State);
        Assert.Equal(Rows("u-2"), Read("clicks/a.jsonl"));
    }

    [Fact]
    public async Task A_job_that_leaves_mappers_out_clears_only_what_it_covers()
    {
        Write("clicks/a.jsonl", Rows("u-1"));
        Write("contacts/a.csv", "email,name\nu-1,Ann\n");
        await using JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromDays(2) }, Clicks, Contacts);
        await world.SubmitPersonAsync(1);
        await world.AddAsync(QueueWorld.Simple("u-1"));
        await world.AddAsync(QueueWorld.Simple("u-1") with { Mappers = ["clicks"] });
        string other = await world.AddAsync(QueueWorld.Simple("u-1") with { Mappers = ["contacts"] });

        DeletionJob job = await world.RunJobAsync(["clicks"]);

        Assert.Equal((DeletionJobState.Completed, 3, 2), (job.State, job.Matches, job.MatchesKept));
        Assert.Equal(["contacts"], job.LeftOut);
        Assert.Equal(("", "email,name\nu-1,Ann\n"), (Read("clicks/a.jsonl"), Read("contacts/a.csv")));
        Assert.Contains(other, (await world.QueuedAsync()).Select(match => match.Id));
        Assert.Equal(new Outcome.Pending(), await world.CheckPersonAsync(1));

        await world.Host.RunForAsync(TimeSpan.FromDays(2));
        await world.SweepAsync();
        await world.Host.RunForAsync(TimeSpan.FromHours(1));
        Assert.Empty(await world.QueuedAsync());
        Assert.IsType<Outcome.Erased>(await world.CheckPersonAsync(1));
    }

    [Fact]
    public async Task A_match_that_a_job_carries_cannot_be_taken_back_nor_one_of_an_erasure()
    {
        Write("clicks/a.jsonl", Rows("u-1"));
        JobWorld? running = null;
        string match = "";
        List<MatchRemoval> removals = [];
        await using JobWorld world = await StartAsync(
            new JobConfiguration { Gather = TimeSpan.FromDays(2) },
            store => new ObjectStoreSpy(store)
            {
                BeforeReplace = async _ =>
                {
                    Assert.Equal((await running!.JobsAsync())[0].Id, (await running!.QueuedAsync()).Single(one => one.Id == match).JobId);
                    removals.Add(await running!.Queue.RemoveAsync(match, default));
                },
            },
            Clicks);
        running = world;
        match = await world.AddAsync(QueueWorld.Simple("u-1"));
        string taken = await world.AddAsync(QueueWorld.Simple("u-2"));
        await world.SubmitPersonAsync(1);

        Assert.Equal(MatchRemoval.Removed, await world.Queue.RemoveAsync(taken, default));
        Assert.Equal(MatchRemoval.OfErasure, await world.Queue.RemoveAsync((await world.QueuedAsync()).Single(one => one.ErasureId is not null).Id, default));
        DeletionJob job = await world.RunJobAsync();

        Assert.Equal([MatchRemoval.Carried], removals);
        Assert.Equal(2, job.Matches);
    }

    [Fact]
    public async Task What_is_wrong_with_a_match_is_told_without_its_values()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration(), Clicks, Contacts);

        Assert.Equal(["composite-mapper"], Codes(await world.RefuseAsync(QueueWorld.Composite("clicks", ("by", "x")) with { Mappers = null })));
        Assert.Equal(["composite-mapper"], Codes(await world.RefuseAsync(QueueWorld.Composite("clicks", ("by", "x")) with { Mappers = ["clicks", "contacts"] })));
        Assert.Equal(["composite-columns"], Codes(await world.RefuseAsync(QueueWorld.Composite("clicks"))));
        Assert.Equal(["unknown-mapper"], Codes(await world.RefuseAsync(QueueWorld.Simple("x") with { Mappers = ["nope"] })));
        Assert.Equal(["unknown-column"], Codes(await world.RefuseAsync(QueueWorld.Composite("clicks", ("canary-5566", "x")))));
        Assert.Equal(["unknown-identifier"], Codes(await world.RefuseAsync(new MatchRequest { Kind = MatchKind.Identifiers, Values = QueueWorld.Values(("phone", "x")) })));
        Assert.EndsWith(
            "and there is no such mapper",
            (await world.RefuseAsync(new MatchRequest { Kind = MatchKind.Identifiers, Mappers = ["nope"], Values = QueueWorld.Values(("phone", "x")) }))
                .Single(problem => problem.Code == "unknown-identifier").Message,
            StringComparison.Ordinal);
        Assert.Equal(["value"], (await world.RefuseAsync(QueueWorld.Simple(" canary-5566"))).Select(problem => problem.Field));
        Assert.All(await world.RefuseAsync(QueueWorld.Composite("clicks", ("canary-5566", " canary-5566"))), problem => Assert.DoesNotContain("canary", problem.Message + problem.Field, StringComparison.Ordinal));
        Assert.Empty(await world.QueuedAsync());
    }

    [Fact]
    public async Task Values_are_in_no_file_before_a_job_and_after_it()
    {
        Write("clicks/user=canary-77aa/a.jsonl", Rows("canary-77aa"));
        JobWorld world = await StartAsync(new JobConfiguration { Gather = TimeSpan.FromDays(2) }, Clicks);
        await world.AddAsync(QueueWorld.Simple("canary-77aa"));
        await AssertNoCanaryAsync();
        DeletionJob job = await world.RunJobAsync();
        Assert.Equal(1, job.Totals!.RowsErased);
        Assert.Equal(0, await CountAsync(world, "manifest/"));
        await world.DisposeAsync();
        await AssertNoCanaryAsync();
    }

    [Fact]
    public async Task The_queue_is_shown_in_pages()
    {
        await using JobWorld world = await StartAsync(new JobConfiguration(), Clicks);
        List<string> added = [];
        for (int i = 0; i < 5; i++)
        {
            added.Add(await world.AddAsync(QueueWorld.Simple($"v{i}")));
            world.Host.Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        MatchPage first = await world.Queue.ListAsync(2, null, default);
        MatchPage second = await world.Queue.ListAsync(2, first.Continuation, default);
        MatchPage last = await world.Queue.ListAsync(2, second.Continuation, default);

        Assert.Equal(added, first.Matches.Concat(second.Matches).Concat(last.Matches).Select(match => match.Id));
        Assert.Null(last.Continuation);
    }

    private static string Rows(params string[] people) => string.Concat(people.Select(person => $"{{\"by\":\"{person}\"}}\n"));

    private static IEnumerable<string?> Codes(IEnumerable<Core.Subjects.FieldProblem> problems) => problems.Select(problem => problem.Code);

    private static async Task<int> CountAsync(JobWorld world, string prefix)
    {
        int count = 0;
        await foreach (var _ in world.Host.Records.QueryAsync($"job/{(await world.JobsAsync())[0].Id}", prefix))
        {
            count++;
        }

        return count;
    }

    private async Task AssertNoCanaryAsync()
    {
        foreach (string file in Directory.GetFiles(folder.Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using MemoryStream bytes = new();
            await stream.CopyToAsync(bytes);
            Assert.DoesNotContain("canary-77aa", Encoding.Latin1.GetString(bytes.ToArray()), StringComparison.OrdinalIgnoreCase);
        }
    }

    private void Write(string key, string text) => JobWorld.Write(folder.Path, key, text);

    private string Read(string key) => JobWorld.Read(folder.Path, key);

    private Task<JobWorld> StartAsync(JobConfiguration job, params DataMapper[] mappers) => StartAsync(job, store => store, mappers);

    private Task<JobWorld> StartAsync(JobConfiguration job, Func<IObjectStore, IObjectStore> objects, params DataMapper[] mappers) =>
        JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, job, mappers), objects);

    private sealed class UnlistableStore(IObjectStore inner, string prefix) : ObjectStoreSpy(inner), IObjectStore
    {
        IAsyncEnumerable<ObjectInfo> IObjectStore.ListAsync(string asked, CancellationToken cancellationToken) =>
            asked == prefix ? throw new UnauthorizedAccessException("Access denied.") : ListAsync(asked, cancellationToken);
    }
}
