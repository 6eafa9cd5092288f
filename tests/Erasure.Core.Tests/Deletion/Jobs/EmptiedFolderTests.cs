using Erasure.Core.Deletion.Objects;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>Which folders above an object are empty once it is gone.</summary>
public sealed class EmptiedFolderTests : IDisposable
{
    private const int Depth = 50;

    private static readonly DataMapper Events = JobWorld.Mapper("events", DataFormat.Json, columns: ["user_id"]);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_is_looked_into_once_however_deep_they_are()
    {
        string[] folders = [.. Enumerable.Range(1, Depth).Select(depth => "events" + string.Concat(Enumerable.Repeat("/d", depth)))];
        foreach (string hidden in folders.Select(path => $"{path}/_hidden"))
        {
            JobWorld.Write(folder.Path, hidden, "x");
        }

        CountingStore store = new(new FolderObjectStore(folder["lake"]));
        string? place = await store.PlaceAsync(folders[^1], CancellationToken.None);
        store.Calls = 0;
        JobObject item = new() { Id = "object", Mapper = Events.Id, Name = "", Place = place };
        ObjectWork work = new(null!, item, $"{folders[^1]}/a", Events, new RowPredicate([], []), store, IsLast: false);

        Assert.Equal(Enumerable.Reverse(folders), await work.EmptiedFoldersAsync(CancellationToken.None));
        Assert.InRange(store.Calls, Depth, Depth + 1);
        Assert.Equal(Depth, store.Asked);
    }

    /// <summary>Counts what is asked of folders, and the objects that are looked at for it.</summary>
    private sealed class CountingStore(IObjectStore inner) : IObjectStore
    {
        public int Calls { get; set; }

        public int Asked { get; private set; }

        public Task<bool> HoldsAsync(string folder, Func<ObjectInfo, bool> isWanted, string? except, CancellationToken cancellationToken)
        {
            Calls++;
            return inner.HoldsAsync(folder, info => ++Asked > 0 && isWanted(info), except, cancellationToken);
        }

        public Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken)
        {
            Calls++;
            return inner.PlaceAsync(folder, cancellationToken);
        }

        public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
