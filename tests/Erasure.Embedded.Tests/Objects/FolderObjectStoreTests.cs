using Erasure.Core.Objects;
using Erasure.Embedded.Objects;
using Erasure.Parquet;
using Erasure.Tests.Shared.Contracts;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

public sealed class FolderObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TempFolder folder = new();
    private readonly TempFolder elsewhere = new();

    public FolderObjectStoreTests() => Store = new FolderObjectStore(folder.Path);

    protected override IObjectStore Store { get; }

    protected override Task<int> LeftOversAsync() => Task.FromResult(Directory.GetFiles(folder.Path, ".erasure-*", SearchOption.AllDirectories).Length);

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/../../out")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(".erasure-0123456789abcdef0123456789abcdef")]
    public async Task A_key_that_leads_elsewhere_is_refused(string key) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenAsync(key, CancellationToken.None));

    [Fact]
    public async Task Symbolic_links_are_told_and_not_followed()
    {
        File.WriteAllText(elsewhere["secret.json"], "{}");
        File.CreateSymbolicLink(folder["link.json"], elsewhere["secret.json"]);
        Directory.CreateSymbolicLink(folder["linked"], elsewhere.Path);
        await PutAsync("own.json", [1]);

        Assert.Equal([("link.json", "link"), ("linked", "link"), ("own.json", null)], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Equal([("linked", "link")], (await ListAsync("linked/sec")).Select(info => (info.Key, info.Obstacle)));
        Assert.Null(await Store.OpenAsync("link.json", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("linked/secret.json", CancellationToken.None));
    }

    [Fact]
    public async Task A_root_that_is_a_link_is_where_it_leads()
    {
        Directory.CreateSymbolicLink(elsewhere["lake"], folder.Path);
        await PutAsync("a/o", [1]);

        await using IOpenObject? open = await new FolderObjectStore(elsewhere["lake"]).OpenAsync("a/o", CancellationToken.None);

        Assert.NotNull(open);
    }

    [Fact]
    public async Task A_folder_is_no_object()
    {
        await PutAsync("a/o", [1]);

        Assert.Null(await Store.OpenAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task A_change_of_the_same_length_at_the_same_time_is_seen()
    {
        await PutAsync("o", "before"u8.ToArray());
        DateTime written = File.GetLastWriteTimeUtc(folder["o"]);
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
        await File.WriteAllBytesAsync(folder["o"], "after!"u8.ToArray());
        File.SetLastWriteTimeUtc(folder["o"], written);

        Assert.Null(await Store.TryReplaceAsync(open!, Plan(6, new Segment.Write("erased"u8.ToArray())), CancellationToken.None));
        Assert.Equal("after!", File.ReadAllText(folder["o"]));
    }

    [Fact]
    public async Task A_file_is_exchanged_and_nothing_is_left_beside_it()
    {
        await PutAsync("o", "before"u8.ToArray());
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);

        await Store.TryReplaceAsync(open!, Plan(6, new Segment.Copy(0, 3)), CancellationToken.None);

        Assert.Equal([folder["o"]], Directory.GetFiles(folder.Path));
        byte[] still = new byte[6];
        await open!.ReadAsync(0, still, CancellationToken.None);
        Assert.Equal("before"u8.ToArray(), still);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_successor_keeps_the_mode()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherExecute;
        await PutAsync("o", "before"u8.ToArray());
        File.SetUnixFileMode(folder["o"], Mode);
        await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);

        await Store.TryReplaceAsync(open!, Plan(6, new Segment.Copy(0, 3)), CancellationToken.None);

        Assert.Equal(Mode, File.GetUnixFileMode(folder["o"]));
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_swept_at_the_next_start_and_told_until_then()
    {
        string leftover = $"a/.erasure-{Guid.NewGuid():n}";
        await PutAsync("a/o", [1]);
        File.WriteAllText(folder[leftover], "half");
        Assert.Equal([(leftover, "leftover"), ("a/o", null)], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Equal(["a/o"], (await FolderObjectStore.OpenForReading(folder.Path).ListAsync("", CancellationToken.None).ToListAsync()).Select(info => info.Key));

        _ = new FolderObjectStore(folder.Path);

        Assert.Equal([folder["a/o"]], Directory.GetFiles(folder["a"]));
    }

    [Fact]
    public async Task What_is_underway_is_no_leftover()
    {
        await PutAsync("o", [1]);
        using (PartialFile underway = new(folder.Path))
        {
            File.WriteAllText(underway.Path, "half");
            Assert.Equal(["o"], (await ListAsync("")).Select(info => info.Key));
            await Store.LocateAsync("o", CancellationToken.None);
        }

        Assert.Equal("leftover", (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync("o", CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task A_pipe_is_told_and_never_opened()
    {
        RawNames.CreatePipe(folder.Path, "pipe");

        Assert.Equal([("pipe", "not-a-file")], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Null(await Task.Run(() => Store.OpenAsync("pipe", CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("not-a-file", (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync("pipe", CancellationToken.None))).Reason);
    }

    [Theory]
    [InlineData(".erasure-policy.txt")]
    [InlineData(".erasure-0123")]
    [InlineData(".erasure-0123456789ABCDEF0123456789ABCDEF")]
    [InlineData(".erasure-0123456789abcdef0123456789abcdef0")]
    [InlineData(".erasure-0123456789abcdef0123456789abcdeg")]
    [InlineData("x.erasure-0123456789abcdef0123456789abcdef")]
    public async Task What_somebody_else_named_like_a_leftover_stays_and_is_listed(string name)
    {
        await PutAsync(name, [1]);

        _ = new FolderObjectStore(folder.Path);

        Assert.Equal(name, Assert.Single(await ListAsync("")).Key);
    }

    [Fact]
    public async Task Names_that_are_not_UTF_8_are_told()
    {
        await PutAsync("a/\uFFFD.csv", [1]);
        await PutAsync("a/good.csv", [1]);
        Assert.All(await ListAsync(""), info => Assert.Null(info.Obstacle));

        // The same name once decoded, a file that only bytes lead to, and a folder.
        RawNames.CreateFile(folder["a"], @"\351.csv");
        RawNames.CreateFile(folder["a"], @"latin-\351.csv");
        RawNames.CreateFolder(folder.Path, @"\377");

        Assert.Equal(
            [("a/good.csv", null), ("a/latin-\uFFFD.csv", "undecodable-name"), ("a/\uFFFD.csv", "undecodable-name"), ("a/\uFFFD.csv", "undecodable-name"), ("\uFFFD/", "undecodable-name")],
            (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        RawNames.DeleteAll(folder.Path);
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task What_may_not_be_listed_or_looked_at_is_told()
    {
        await PutAsync("open/o", [1]);
        await PutAsync("secret/o", [1]);
        await PutAsync("names/o", [1]);
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(folder["secret"], UnixFileMode.None);
        File.SetUnixFileMode(folder["names"], UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        List<ObjectInfo> listed = UnprivilegedFactAttribute.Run(() => Store.ListAsync("", CancellationToken.None).ToBlockingEnumerable().ToList());

        Assert.Equal([("names/o", "access-denied"), ("open/o", null), ("secret/", "access-denied")], listed.Select(info => (info.Key, info.Obstacle)));
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_leftover_that_may_not_be_removed_is_told_and_stops_no_start()
    {
        string leftover = $"closed/.erasure-{Guid.NewGuid():n}";
        await PutAsync("closed/o", [1]);
        await File.WriteAllBytesAsync(folder[leftover], [1]);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        FolderObjectStore store = UnprivilegedFactAttribute.Run(() => new FolderObjectStore(folder.Path));

        Assert.Equal([(leftover, "leftover"), ("closed/o", null)], (await store.ListAsync("", CancellationToken.None).ToListAsync()).Select(info => (info.Key, info.Obstacle)));
        File.SetUnixFileMode(folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(folder[leftover]);
        Assert.Equal(["closed/o"], (await store.ListAsync("", CancellationToken.None).ToListAsync()).Select(info => info.Key));
    }

    [Fact]
    public async Task Folders_without_an_object_are_told_and_go_with_what_is_as_empty_in_them()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateDirectory(folder["a/c/d"]);
        Directory.CreateDirectory(folder["e"]);
        Directory.CreateSymbolicLink(folder["a/f"], folder["e"]);
        FolderObjectStore store = new(folder.Path);

        Assert.Equal(["a/c/d", "a/c"], await store.ListEmptyFoldersAsync("a", CancellationToken.None).ToListAsync());
        Assert.Equal(["a/c/d", "a/c", "e"], (await store.ListEmptyFoldersAsync("", CancellationToken.None).ToListAsync()).OrderBy(key => key.Split('/')[0], StringComparer.Ordinal));
        Assert.True(await store.TryRemoveEmptyFolderAsync("a/c", CancellationToken.None));
        Assert.False(await store.TryRemoveEmptyFolderAsync("a", CancellationToken.None));
        Assert.Equal(["a", "a/b", "a/f", "e"], Directory.GetDirectories(folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder.Path, path)).Order(StringComparer.Ordinal));
        Assert.Empty(await store.ListEmptyFoldersAsync("missing", CancellationToken.None).ToListAsync());
        Assert.Empty(await store.ListAsync("a/b/o/", CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_is_not_where_it_is_to_be_is_not_located()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateSymbolicLink(folder["linked"], folder["a"]);
        await Store.LocateAsync("", CancellationToken.None);
        await Store.LocateAsync("a/b", CancellationToken.None);
        await Store.LocateAsync("a/b/o", CancellationToken.None);

        Assert.Equal("no-such-prefix", await ReasonAsync("c"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a//b"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a/../a"));
        Assert.Equal("no-such-prefix", await ReasonAsync("a/b/o/c"));
        Assert.Equal("link", await ReasonAsync("linked"));
        Assert.Equal("link", await ReasonAsync("linked/b"));
        Directory.Delete(folder.Path, recursive: true);
        Assert.Equal("no-such-root", await ReasonAsync(""));
        Assert.Equal("no-such-root", await ReasonAsync("a/b"));
        await Assert.ThrowsAsync<NotListedException>(() => ListAsync("a"));
        Directory.CreateDirectory(folder.Path);
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
            if (Directory.Exists(folder["b"]))
            {
                Directory.Delete(folder["b"], recursive: true);
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
                Directory.Move(folder.Path, elsewhere["moved"]);
            }
        });
        Directory.Move(elsewhere["moved"], folder.Path);
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
        File.Delete(folder[$"{below}/new"]);
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

        Directory.Move(folder["a/b"], elsewhere["b"]);
        Assert.Equal("no-such-prefix", (await Assert.ThrowsAsync<NotListedException>(() => Store.PlaceAsync("a/b", CancellationToken.None))).Reason);
        Directory.CreateDirectory(folder["a/b"]);
        Assert.NotEqual(places[0], await Store.PlaceAsync("a/b", CancellationToken.None));
    }

    [Fact]
    public async Task What_is_no_file_is_not_waited_for()
    {
        RawNames.CreatePipe(folder.Path, "pipe");
        Directory.CreateDirectory(folder["folder"]);
        Assert.Null(await Store.OpenAsync("pipe", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("folder", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("missing", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("folder/missing", CancellationToken.None));
    }

    [Fact]
    public async Task An_object_that_another_program_has_for_itself_is_no_missing_one()
    {
        await PutAsync("o", [1]);
        await using FileStream own = new(folder["o"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await Assert.ThrowsAsync<IOException>(() => Store.OpenAsync("o", CancellationToken.None));
    }

    [Fact]
    public async Task Only_an_empty_folder_is_removed()
    {
        await PutAsync("a/b/o", [1]);
        Directory.CreateDirectory(folder["a/empty"]);
        Directory.CreateSymbolicLink(folder["a/linked"], elsewhere.Path);

        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/b", CancellationToken.None));
        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/b/o", CancellationToken.None));
        Assert.False(await Store.TryRemoveEmptyFolderAsync("a/linked", CancellationToken.None));
        Assert.True(await Store.TryRemoveEmptyFolderAsync("a/empty", CancellationToken.None));
        Assert.True(await Store.TryRemoveEmptyFolderAsync("a/empty", CancellationToken.None));
        Assert.False(Directory.Exists(folder["a/empty"]));
        Assert.True(File.Exists(folder["a/b/o"]) && Directory.Exists(elsewhere.Path));
    }

    [Fact]
    public async Task A_writer_that_renames_files_into_place_loses_none_of_them()
    {
        await PutAsync("o", "0"u8.ToArray());
        using CancellationTokenSource done = new();
        long written = 0;
        Task writer = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                written++;
                string next = elsewhere[$"{written % 2}"];
                await File.WriteAllTextAsync(next, $"{written}");
                File.Move(next, folder["o"], overwrite: true);
            }
        });
        for (int i = 0; i < 300; i++)
        {
            await using IOpenObject? open = await Store.OpenAsync("o", CancellationToken.None);
            await Store.TryReplaceAsync(open!, Plan(open!.Length, new Segment.Copy(0, open.Length), new Segment.Write("!"u8.ToArray())), CancellationToken.None);
        }

        await done.CancelAsync();
        await writer;
        Assert.Equal($"{written}", File.ReadAllText(folder["o"]).TrimEnd('!'));
    }

    private async Task<string> ReasonAsync(string key) => (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync(key, CancellationToken.None))).Reason;

    protected override async Task PutAsync(string key, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[key])!);
        string next = elsewhere[Guid.NewGuid().ToString("n")];
        await File.WriteAllBytesAsync(next, bytes);
        File.Move(next, folder[key], overwrite: true);
    }

    protected override Task DeleteAsync(string key)
    {
        File.Delete(folder[key]);
        return Task.CompletedTask;
    }
}
