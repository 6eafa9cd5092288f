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
