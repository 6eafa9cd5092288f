using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>Whether a folder holds something, and which file is which.</summary>
public sealed class FolderHoldingTests : FolderStoreTest
{
    [Fact]
    public async Task One_object_tells_that_a_folder_holds_some()
    {
        foreach (int i in Enumerable.Range(0, 100))
        {
            await PutAsync($"a/b/{i}", [1]);
        }

        int asked = 0;
        Assert.True(await Store.HoldsAsync("a", info => ++asked > 0 && info.Length == 1, except: null, CancellationToken.None));
        Assert.Equal(1, asked);
        Assert.False(await Store.HoldsAsync("a", info => ++asked == 0, except: null, CancellationToken.None));
        Assert.Equal(101, asked);
        Assert.False(await Store.HoldsAsync("a", info => ++asked == 0, except: "a/b", CancellationToken.None));
        Assert.Equal(101, asked);
        Assert.False(await Store.HoldsAsync("a/b/c", _ => true, except: null, CancellationToken.None));
    }

    [Fact]
    public async Task What_can_not_be_looked_into_is_held_and_what_is_being_written_is_not()
    {
        Directory.CreateDirectory(Folder["a/b"]);
        await File.WriteAllBytesAsync(Folder[$"a/.erasure-{new string('0', 32)}"], [1]);
        Assert.False(await FolderObjectStore.OpenForReading(Folder.Path).HoldsAsync("a", _ => true, except: null, CancellationToken.None));
        Assert.True(await Store.HoldsAsync("a", _ => false, except: null, CancellationToken.None));

        await PutAsync("b/c/o", [1]);
        Directory.CreateSymbolicLink(Folder["b/link"], Folder["a"]);
        Assert.True(await Store.HoldsAsync("b", _ => false, except: null, CancellationToken.None));
        Assert.True(await Store.HoldsAsync("b/link", _ => false, except: null, CancellationToken.None));
    }

    [Fact]
    public async Task A_folder_that_holds_a_file_stays_with_the_empty_ones_in_it()
    {
        await PutAsync("a/o", [1]);
        Directory.CreateDirectory(Folder["a/b"]);

        Assert.False(await Store.TryRemoveEmptyFolderAsync("a", CancellationToken.None));
        Assert.True(Directory.Exists(Folder["a/b"]));
    }

    [Fact]
    public async Task Listings_by_the_beginning_of_a_name_show_what_begins_with_it()
    {
        foreach (string key in (string[])["a/b", "a/bc", "a/b1/d", "a/c", "ab"])
        {
            await PutAsync(key, [1]);
        }

        Assert.Equal(["a/b", "a/b1/d", "a/bc"], (await ListAsync("a/b")).Select(info => info.Key));
        Assert.Equal(["a/b", "a/b1/d", "a/bc", "a/c", "ab"], (await ListAsync("a")).Select(info => info.Key));
        Assert.Equal(["a/b1/d"], (await ListAsync("a/b1/")).Select(info => info.Key));
    }

    [Fact]
    public async Task What_stands_at_a_key_is_what_a_listing_shows_there()
    {
        foreach (string key in new[] { "a/b", "a/b.json", "a/bc/d", "a/\uFFFD", "e" })
        {
            await PutAsync(key, [1]);
        }

        File.CreateSymbolicLink(Folder["a/link"], Folder["e"]);
        Directory.CreateSymbolicLink(Folder["linked"], Folder["a"]);
        RawNames.CreatePipe(Folder["a"], "pipe");
        RawNames.CreateFile(Folder["a"], @"\351.csv");
        RawNames.CreateFile(Folder["a"], @"x\351");
        RawNames.CreateFile(Folder["a"], @"x\352");

        foreach (string key in new[] { "a", "a/b", "a/b.json", "a/b.jso", "a/bc", "a/bc/d", "a/bc/d/e", "a/\uFFFD", "a/\uFFFD.csv", "a/x\uFFFD", "a/link", "a/pipe", "a/none", "none/b", "linked", "linked/b", "e", "e/f", "", "a/", "a/../e", "a/./b" })
        {
            ObjectInfo? first = (await ListAsync(key)).FirstOrDefault(info => info.Key == key || (info.Obstacle is not null && key.StartsWith(info.Key, StringComparison.Ordinal)));
            Assert.Equal((key, first), (key, await Store.FindAsync(key, CancellationToken.None)));
        }

        RawNames.DeleteAll(Folder.Path);
    }

    [BirthFact]
    public async Task A_file_that_gets_the_number_of_one_that_is_gone_is_another()
    {
        string path = Folder["o"];
        await File.WriteAllBytesAsync(path, [1]);
        ObjectInfo first = Assert.Single(await ListAsync("o"));
        await File.AppendAllBytesAsync(path, [2]);
        Assert.Equal(first.File, Assert.Single(await ListAsync("o")).File);

        for (int i = 0; i < 100; i++)
        {
            File.Delete(path);
            await File.WriteAllBytesAsync(path, [1, 2]);
            Assert.NotEqual(first.File, Assert.Single(await ListAsync("o")).File);
        }
    }
}
