using Erasure.Core.Deletion.Places;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Places;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Deletion.Places;

/// <summary>A folder that is listed under another name.</summary>
public sealed class RenamedFolderTests : IDisposable
{
    private readonly UnseenLake lake = new();

    public void Dispose() => lake.Dispose();

    [LongFact]
    public async Task A_folder_that_is_listed_ten_thousand_objects_away_under_another_name_is_not_missed()
    {
        lake.Write("clicks/x/day=1/b.jsonl", "{}\n");
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
}
