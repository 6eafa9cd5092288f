using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Queue;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Rounds and folders of a job in a bucket with versions.</summary>
public sealed class VersionedObjectTests : IDisposable
{
    private const string Mine = UnseenLake.Mine;
    private const string Clean = "{}\n";

    private readonly TempFolder folder = new();
    private readonly VersionedStore store = new();
    private int writes;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_folder_whose_last_object_lay_under_a_delete_marker_is_not_missed()
    {
        store.Put("clicks/day=1/a.jsonl", Mine);
        store.Put("clicks/day=1/a.jsonl", Clean);
        store.Delete("clicks/day=1/a.jsonl");
        store.Put("clicks/day=2/b.jsonl", Clean);
        await using JobWorld world = await StartAsync();

        Assert.IsNotType<Outcome.Failed>(await world.RunAsync());
        Assert.Empty(store.VersionsOf("clicks/day=1/a.jsonl"));
        Assert.IsNotType<Outcome.Failed>(await world.RunAsync(attempt: 2));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task Who_is_in_older_versions_alone_is_erased_without_a_number_and_who_is_in_none_is_not()
    {
        store.Put("clicks/a.jsonl", """{"by":"u-2"}""" + "\n");
        store.Put("clicks/a.jsonl", """{"by":"u-4"}""" + "\n");
        store.Put("clicks/a.jsonl", """{"by":"u-1"}""" + "\n{}\n");
        store.Put("clicks/b.jsonl", """{"by":"u-5"}""" + "\n");
        store.Put("clicks/b.jsonl", Clean);
        await using JobWorld world = await StartAsync(gather: TimeSpan.FromHours(2));
        foreach (int person in Enumerable.Range(1, 5))
        {
            await world.SubmitPersonAsync(person);
        }

        await world.RunJobAsync();

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.CheckPersonAsync(1));
        Assert.All([await world.CheckPersonAsync(2), await world.CheckPersonAsync(4), await world.CheckPersonAsync(5)], outcome => Assert.Equal(new Outcome.Erased(), outcome));
        Assert.Equal(new Outcome.NothingFound(), await world.CheckPersonAsync(3));
    }

    [Theory]
    [InlineData("clicks/by=u-2042/a.jsonl", Clean)]
    [InlineData("clicks/day=1/a.jsonl", """{"by":"u-2042"}""" + "\n")]
    public async Task A_folder_in_which_an_erasure_left_no_byte_is_not_missed(string key, string text)
    {
        store.Put(key, Mine);
        store.Put(key, text);
        store.Put("clicks/day=2/b.jsonl", Clean);
        await using JobWorld world = await StartAsync();

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.Equal(key.Contains("u-2042", StringComparison.Ordinal) ? "" : "(no byte)", string.Join(", ", store.VersionsOf(key).Select(text => text?.Length == 0 ? "(no byte)" : text)));
        Assert.IsNotType<Outcome.Failed>(await world.RunAsync(attempt: 2));
        Assert.Empty(await world.Failures.ListAsync(null, CancellationToken.None).ToListAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_that_is_overwritten_all_the_time_is_searched_in_the_version_that_was_listed(bool isListing)
    {
        store.Put("clicks/a.jsonl", Mine);
        store.Put("clicks/state.jsonl", Clean);
        if (isListing)
        {
            store.AfterListing = () => Overwrite("clicks/state.jsonl", isExpired: false);
        }
        else
        {
            store.BeforeOpen = key => Overwrite(key, isExpired: false);
        }

        await using JobWorld world = await StartAsync();

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal(Clean, Assert.Single(store.VersionsOf("clicks/a.jsonl")));
    }

    [Fact]
    public async Task An_object_whose_older_versions_expire_all_the_time_is_searched_in_the_version_that_was_listed()
    {
        store.Put("clicks/a.jsonl", Mine);
        for (int version = 0; version < 50; version++)
        {
            store.Put("clicks/state.jsonl", $$"""{"n":{{version}}}""" + "\n");
        }

        store.BeforeOpen = key =>
        {
            if (key == "clicks/state.jsonl")
            {
                store.Expire(key);
            }
        };
        store.AfterListing = () => store.Put($"clicks/new{writes++}.jsonl", Clean);
        await using JobWorld world = await StartAsync();

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
    }

    [Fact]
    public async Task An_object_that_is_overwritten_all_the_time_and_whose_older_versions_expire_is_owed()
    {
        store.Put("clicks/a.jsonl", Mine);
        store.Put("clicks/state.jsonl", Clean);
        store.BeforeOpen = key => Overwrite(key, isExpired: true);
        store.AfterListing = () => Overwrite("clicks/state.jsonl", isExpired: true);
        await using JobWorld world = await StartAsync();

        Assert.Equal("matches-reappear", Assert.IsType<Outcome.Failed>(await world.RunAsync()).Code);
        Assert.Equal(("clicks/state.jsonl", "objects-moved"), (await world.Failures.ListAsync(null, CancellationToken.None).Select(failure => (failure.Object, failure.Code)).SingleAsync()));
    }

    [Fact]
    public async Task Who_is_in_an_older_version_of_what_is_overwritten_all_the_time_is_erased_from_it()
    {
        store.Put("clicks/state.jsonl", Mine);
        int left = 2;
        store.BeforeOpen = key =>
        {
            if (left-- > 0)
            {
                Overwrite(key, isExpired: false);
            }
        };
        await using JobWorld world = await StartAsync();

        Assert.IsType<Outcome.Erased>(await world.RunAsync());
        Assert.DoesNotContain(Mine, store.VersionsOf("clicks/state.jsonl"));
    }

    private void Overwrite(string key, bool isExpired)
    {
        if (key == "clicks/state.jsonl")
        {
            store.Put(key, $$"""{"n":{{writes++}}}""" + "\n");
            if (isExpired)
            {
                store.Expire(key);
            }
        }
    }

    private Task<JobWorld> StartAsync(TimeSpan gather = default) => JobWorld.StartAsync(
        folder.Path,
        JobWorld.Configuration(folder.Path, new JobConfiguration { Gather = gather, ConcurrentBatches = 1, ConcurrentObjects = 1 }, UnseenLake.Clicks),
        lake: services => services.AddSingleton<IObjectStore>(store));
}
