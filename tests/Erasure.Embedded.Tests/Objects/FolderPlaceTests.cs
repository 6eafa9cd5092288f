using Erasure.Core.Objects;
using Erasure.Embedded.Objects;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>The folders that objects lie in.</summary>
public sealed class FolderPlaceTests : FolderStoreTest
{
    [Fact]
    public async Task Folders_without_an_object_are_told_and_go_with_what_is_as_empty_in_them()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateDirectory(Folder["a/c/d"]);
        Directory.CreateDirectory(Folder["e"]);
        Directory.CreateSymbolicLink(Folder["a/f"], Folder["e"]);
        FolderObjectStore store = new(Folder.Path);

        Assert.Equal(["a/c/d", "a/c"], await store.ListEmptyFoldersAsync("a", CancellationToken.None).ToListAsync());
        Assert.Equal(["a/c/d", "a/c", "e"], (await store.ListEmptyFoldersAsync("", CancellationToken.None).ToListAsync()).OrderBy(key => key.Split('/')[0], StringComparer.Ordinal));
        Assert.True(await store.TryRemoveEmptyFolderAsync("a/c", CancellationToken.None));
        Assert.False(await store.TryRemoveEmptyFolderAsync("a", CancellationToken.None));
        Assert.Equal(["a", "a/b", "a/f", "e"], Directory.GetDirectories(Folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder.Path, path)).Order(StringComparer.Ordinal));
        Assert.Empty(await store.ListEmptyFoldersAsync("missing", CancellationToken.None).ToListAsync());
        Assert.Empty(await store.ListAsync("a/b/o/", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_is_not_where_it_is_to_be_is_not_located()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateSymbolicLink(Folder["linked"], Folder["a"]);
        await Store.LocateAsync("", CancellationToken.None);
        await Store.LocateAsync("a/b", CancellationToken.None);
        await Store.LocateAsync("a/b/o", CancellationToken.None);

        Assert.Equal("no-such-prefix", await ReasonAsync("c"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a//b"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a/../a"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a/b/o/c"));
        Assert.Equal("link", await ReasonAsync("linked"));
        Assert.Equal("link", await ReasonAsync("linked/b"));
        Directory.Delete(Folder.Path, recursive: true);
        Assert.Equal("no-such-root", await ReasonAsync(""));
        Assert.Equal("no-such-root", await ReasonAsync("a/b"));
        await Assert.ThrowsAsync<NotListedException>(() => ListAsync("a"));
        Directory.CreateDirectory(Folder.Path);
    }

    [Fact]
    public async Task A_folder_that_goes_while_it_is_walked_over_is_gone_with_its_objects()
    {
        await PutAsync("a/1", [1]);
        await PutAsync("b/c/2", [1]);
        await PutAsync("d/3", [1]);
        List<string> keys = [];
        await foreach (ObjectInfo info in Store.ListAsync("", CancellationToken.None))
        {
            keys.Add(info.Key);
            if (Directory.Exists(Folder["b"]))
            {
                Directory.Delete(Folder["b"], recursive: true);
            }
        }

        Assert.Equal(["a/1", "d/3"], keys);
    }

    [Fact]
    public async Task A_root_that_goes_while_it_is_walked_over_fails_the_listing()
    {
        await PutAsync("a/1", [1]);
        await PutAsync("b/2", [1]);
        await Assert.ThrowsAsync<NotListedException>(async () =>
        {
            await foreach (ObjectInfo info in Store.ListAsync("", CancellationToken.None))
            {
                Directory.Move(Folder.Path, Elsewhere["moved"]);
            }
        });
        Directory.Move(Elsewhere["moved"], Folder.Path);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("a/b/c")]
    public async Task A_folder_is_another_one_once_a_folder_in_it_is_exchanged_or_was_written_to(string below)
    {
        await PutAsync("a/b/c/o", [1]);
        await PutAsync("x/o", [1]);
        string? mark = await Store.MarkAsync("a", CancellationToken.None);
        await PutAsync("x/p", [1]);
        Assert.Equal(mark, await Store.MarkAsync("a", CancellationToken.None));

        await PutAsync($"{below}/new", [1]);
        File.Delete(Folder[$"{below}/new"]);
        Assert.NotEqual(mark, await Store.MarkAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task An_object_says_which_folders_it_lies_in()
    {
        await PutAsync("a/b/o", [1]);
        await PutAsync("o", [1]);
        string?[] places = [.. (await Store.ListAsync("", CancellationToken.None).ToListAsync()).Select(info => info.Place)];
        Assert.Equal((await Store.PlaceAsync("a/b", CancellationToken.None), await Store.PlaceAsync("", CancellationToken.None)), (places[0], places[1]));
        Assert.EndsWith($"/{places[1]}", places[0], StringComparison.Ordinal);
        Assert.Equal(places[0], Assert.Single(await Store.ListAsync("a/b/o", CancellationToken.None).ToListAsync()).Place);

        Directory.Move(Folder["a/b"], Elsewhere["b"]);
        Assert.Equal("no-such-prefix", (await Assert.ThrowsAsync<NotListedException>(() => Store.PlaceAsync("a/b", CancellationToken.None))).Reason);
        Directory.CreateDirectory(Folder["a/b"]);
        Assert.NotEqual(places[0], await Store.PlaceAsync("a/b", CancellationToken.None));
    }

    [Fact]
    public async Task Only_an_empty_folder_is_removed()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateDirectory(Folder["a/empty"]);
        Directory.CreateSymbolicLink(Folder["a/linked"], Elsewhere.Path);

        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/b", CancellationToken.None));
        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/b/o", CancellationToken.None));
        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/linked", CancellationToken.None));
        Assert.True(await Store.TryRemoveEmptyFolderAsync("a/empty", CancellationToken.None));
        Assert.True(await Store.TryRemoveEmptyFolderAsync("a/empty", CancellationToken.None));
        Assert.False(Directory.Exists(Folder["a/empty"]));
        Assert.True(File.Exists(Folder["a/b/o"]) && Directory.Exists(Elsewhere.Path));
    }

    private async Task<string> ReasonAsync(string key) => (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync(key, CancellationToken.None))).Reason;
}
