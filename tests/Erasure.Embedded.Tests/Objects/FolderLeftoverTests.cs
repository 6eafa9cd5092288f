using System.Diagnostics;
using Erasure.Core.Objects;
using Erasure.Embedded.Objects;

namespace Erasure.Embedded.Tests.Objects;

/// <summary>What a crash leaves beside objects.</summary>
public sealed class FolderLeftoverTests : FolderStoreTest
{
    [Fact]
    public async Task Leftovers_of_a_crash_are_swept_at_the_next_start_and_told_until_then()
    {
        string leftover = $"a/.erasure-{Guid.NewGuid():n}";
        await PutAsync("a/o", [1]);
        File.WriteAllText(Folder[leftover], "half");
        Assert.Equal([(leftover, "leftover"), ("a/o", null)], (await ListAsync("")).Select(info => (info.Key, info.Obstacle)));
        Assert.Equal(["a/o"], (await FolderObjectStore.OpenForReading(Folder.Path).ListAsync("", CancellationToken.None).ToListAsync()).Select(info => info.Key));

        _ = new FolderObjectStore(Folder.Path);

        Assert.Equal([Folder["a/o"]], Directory.GetFiles(Folder["a"]));
    }

    [Fact]
    public async Task A_path_longer_than_the_system_takes_keeps_no_host_from_starting()
    {
        await PutAsync("z/o", [1]);
        string leftover = Folder[$"z/.erasure-{Guid.NewGuid():n}"];
        File.WriteAllText(leftover, "half");
        await RunAsync($"cd '{Folder.Path}' && for i in $(seq 30); do mkdir {new string('d', 200)} && cd -P {new string('d', 200)} || exit 1; done");
        try
        {
            _ = new FolderObjectStore(Folder.Path);

            Assert.False(File.Exists(leftover));
        }
        finally
        {
            await RunAsync($"rm -rf '{Folder.Path}'/d*");
        }
    }

    private static async Task RunAsync(string command)
    {
        using Process process = Process.Start("bash", ["-c", command]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task What_is_underway_is_no_leftover()
    {
        await PutAsync("o", [1]);
        using (PartialFile underway = new(Folder.Path))
        {
            File.WriteAllText(underway.Path, "half");
            Assert.Equal(["o"], (await ListAsync("")).Select(info => info.Key));
            await Store.LocateAsync("o", CancellationToken.None);
        }

        Assert.Equal("leftover", (await Assert.ThrowsAsync<NotListedException>(() => Store.LocateAsync("o", CancellationToken.None))).Reason);
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

        _ = new FolderObjectStore(Folder.Path);

        Assert.Equal(name, Assert.Single(await ListAsync("")).Key);
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_leftover_that_may_not_be_removed_is_told_and_stops_no_start()
    {
        string leftover = $"closed/.erasure-{Guid.NewGuid():n}";
        await PutAsync("closed/o", [1]);
        await File.WriteAllBytesAsync(Folder[leftover], [1]);
        File.SetUnixFileMode(
            Folder.Path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        FolderObjectStore store = UnprivilegedFactAttribute.Run(() => new FolderObjectStore(Folder.Path));

        Assert.Equal([(leftover, "leftover"), ("closed/o", null)], (await store.ListAsync("", CancellationToken.None).ToListAsync()).Select(info => (info.Key, info.Obstacle)));
        File.SetUnixFileMode(Folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(Folder[leftover]);
        Assert.Equal(["closed/o"], (await store.ListAsync("", CancellationToken.None).ToListAsync()).Select(info => info.Key));
    }
}
