using Erasure.Core.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>What lies deeper than the system takes paths is told as that, which doesn't pass by itself.</summary>
public sealed class FolderDepthTests : FolderStoreTest
{
    // Paths end at 4,096 bytes with their end, names at 255.
    private const int MostBytes = 4095;

    [Fact]
    public async Task Folders_and_files_that_are_too_deep_are_told()
    {
        await PutAsync("own.json", [1]);
        string deep = Deepen("a", MostBytes - 50);
        await PutAsync($"{deep}/file.json", [1]);
        await PutAsync($"{deep}/f/file.json", [1]);

        // The folder's own path is too long, and then those of the files alone.
        foreach ((int added, int told) in new[] { (60, 1), (45, 2) })
        {
            string longer = new('b', added);
            Directory.Move(Folder["a"], Folder[longer]);
            IReadOnlyList<ObjectInfo> listed = await ListAsync("");
            Directory.Move(Folder[longer], Folder["a"]);

            Assert.Equal([.. Enumerable.Repeat(NotListedException.TooDeep, told), null], listed.Select(info => info.Obstacle));
        }

        NotListedException unlocated = await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync($"{deep}/{new string('c', 200)}", CancellationToken.None));
        Assert.Equal((NotListedException.TooDeep, false), (unlocated.Reason, unlocated.MayPass));
    }

    [Fact]
    public async Task An_object_beside_which_no_other_name_fits_is_not_replaced_and_says_why()
    {
        string key = $"{Deepen("a", MostBytes - 10)}/o";
        await PutAsync(key, [1, 2]);
        await using IOpenObject? open = await Store.OpenAsync(key, CancellationToken.None);

        RewritePlan plan = new(2, new Findings(0, 0, 0, []), AsyncEnumerable.Empty<Segment>());
        foreach (Func<Task> write in new Func<Task>[] { () => Store.TryReplaceAsync(open!, plan, CancellationToken.None), () => Store.TryDeleteAsync(open!, CancellationToken.None) })
        {
            (string reason, _, bool mayPass) = StoreReasons.Of(await Assert.ThrowsAnyAsync<IOException>(write));
            Assert.Equal((NotListedException.TooDeep, false), (reason, mayPass));
        }

        Assert.Equal([1, 2], await File.ReadAllBytesAsync(Folder[key]));
    }

    /// <summary>Makes folders below a first one, until the path of the last has about so many bytes.</summary>
    private string Deepen(string first, int bytes)
    {
        string deep = first;
        while (bytes - Folder[deep].Length is > 1 and var left)
        {
            deep += $"/{new string('d', Math.Min(200, left - 1))}";
        }

        Directory.CreateDirectory(Folder[deep]);
        return deep;
    }
}
