using Erasure.Embedded.Files;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Files;

public sealed class UnfinishedFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_has_its_name_once_it_is_finished()
    {
        using UnfinishedFile file = UnfinishedFile.Create(folder["out"], isPrivate: true);
        RandomAccess.Write(file.Handle, "whole"u8, fileOffset: 0);
        Assert.False(File.Exists(folder["out"]));

        file.Finish();

        Assert.Equal([folder["out"]], Directory.GetFiles(folder.Path));
        Assert.Equal("whole", File.ReadAllText(folder["out"]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["out"]));
        }
    }

    [Fact]
    public void One_that_is_not_finished_leaves_nothing()
    {
        UnfinishedFile.Create(folder["out"], isPrivate: false).Dispose();

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_file_that_is_there_is_not_replaced_whenever_it_came()
    {
        using UnfinishedFile late = UnfinishedFile.Create(folder["out"], isPrivate: false);
        File.WriteAllText(folder["out"], "mine");

        Assert.Throws<IOException>(() => UnfinishedFile.Create(folder["out"], isPrivate: false));
        Assert.Throws<IOException>(late.Finish);

        late.Dispose();
        Assert.Equal([folder["out"]], Directory.GetFiles(folder.Path));
        Assert.Equal("mine", File.ReadAllText(folder["out"]));
    }

    [Fact]
    public void What_a_killed_run_left_goes_with_the_next_one_and_what_lives_or_is_another_s_stays()
    {
        File.WriteAllText(folder["out.0190a6f0c1d27b8e9f00112233400000.partial"], "half");
        File.WriteAllText(folder["out.mine.partial"], "somebody's own");
        File.WriteAllText(folder["other.0190a6f0c1d27b8e9f00112233400000.partial"], "another file's");
        using UnfinishedFile living = UnfinishedFile.Create(folder["out"], isPrivate: false);

        UnfinishedFile.Create(folder["out"], isPrivate: false).Dispose();

        Assert.Equal(
            new[] { folder["out.mine.partial"], folder["other.0190a6f0c1d27b8e9f00112233400000.partial"], living.Path }.Order(StringComparer.Ordinal),
            Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_backup_that_was_killed_leaves_nothing_behind_the_next_and_a_copy_is_never_replaced()
    {
        DatabaseOptions options = new() { Path = folder["erasure.db"] };
        using SqliteDatabase running = SqliteDatabase.Open(options);
        File.WriteAllText(folder["copy.db.0190a6f0c1d27b8e9f00112233400000.partial"], "half");

        Assert.True(DatabaseBackup.Write(options.Path, folder["copy.db"]) > 0);

        Assert.Equal([folder["copy.db"]], Directory.GetFiles(folder.Path, "copy.db*"));
        Assert.Contains("exists", Assert.Throws<IOException>(() => DatabaseBackup.Write(options.Path, folder["copy.db"])).Message, StringComparison.Ordinal);
        SqliteDatabase.OpenForReading(new DatabaseOptions { Path = folder["copy.db"] }).Dispose();
    }
}
