using Erasure.Core.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>What is in a folder and is no file that can be read.</summary>
public sealed class FolderOddFileTests : FolderStoreTest
{
    [Fact]
    public async Task Symbolic_links_are_told_and_not_followed()
    {
        File.WriteAllText(Elsewhere["secret.json"], "{}");
        File.CreateSymbolicLink(Folder["link.json"], Elsewhere["secret.json"]);
        Directory.CreateSymbolicLink(Folder["linked"], Elsewhere.Path);
        await PutAsync("own.json", [1]);

        Assert.Equal([("link.json", "link"), ("linked", "link"), ("own.json", null)], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Equal([("linked", "link")], (await ListAsync("linked/sec")).Select(info => (info.Key, info.Obstacle)));
        Assert.Null(await Store.OpenAsync("link.json", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("linked/secret.json", CancellationToken.None));
    }

    [Fact]
    public async Task A_pipe_is_told_and_never_opened()
    {
        RawNames.CreatePipe(Folder.Path, "pipe");

        Assert.Equal([("pipe", "not-a-file")], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Null(await Task.Run(() => Store.OpenAsync("pipe", CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal("not-a-file", (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync("pipe", CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task Names_that_are_not_UTF_8_are_told()
    {
        await PutAsync("a/\uFFFD.csv", [1]);
        await PutAsync("a/good.csv", [1]);
        Assert.All(await ListAsync(""), info => Assert.Null(info.Obstacle));

        // The same name once decoded, a file that only bytes lead to, and a Folder.
        RawNames.CreateFile(Folder["a"], @"\351.csv");
        RawNames.CreateFile(Folder["a"], @"latin-\351.csv");
        RawNames.CreateFolder(Folder.Path, @"\377");

        Assert.Equal(
            [("a/good.csv", null), ("a/latin-\uFFFD.csv", "undecodable-name"), ("a/\uFFFD.csv", "undecodable-name"), ("a/\uFFFD.csv", "undecodable-name"), ("\uFFFD/", "undecodable-name")],
            (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        RawNames.DeleteAll(Folder.Path);
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task What_may_not_be_listed_or_looked_at_is_told()
    {
        await PutAsync("open/o", [1]);
        await PutAsync("secret/o", [1]);
        await PutAsync("names/o", [1]);
        File.SetUnixFileMode(Folder.Path, File.GetUnixFileMode(Folder.Path) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Folder["secret"], UnixFileMode.None);
        File.SetUnixFileMode(Folder["names"], UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        List<ObjectInfo> listed = UnprivilegedFactAttribute.Run(() => Store.ListAsync("", CancellationToken.None).ToBlockingEnumerable().ToList());

        Assert.Equal([("names/o", "access-denied"), ("open/o", null), ("secret/", "access-denied")], listed.Select(info => (info.Key, info.Obstacle)));
    }

    [Fact]
    public async Task What_is_no_file_is_not_waited_for()
    {
        RawNames.CreatePipe(Folder.Path, "pipe");
        Directory.CreateDirectory(Folder["folder"]);
        Assert.Null(await Store.OpenAsync("pipe", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("folder", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("missing", CancellationToken.None));
        Assert.Null(await Store.OpenAsync("folder/missing", CancellationToken.None));
    }

    [Fact]
    public async Task An_object_that_another_program_has_for_itself_is_no_missing_one()
    {
        await PutAsync("o", [1]);
        await using FileStream own = new(Folder["o"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        await Assert.ThrowsAsync<IOException>(() => Store.OpenAsync("o", CancellationToken.None));
    }
}
