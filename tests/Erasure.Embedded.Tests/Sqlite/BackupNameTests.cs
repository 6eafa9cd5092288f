using Erasure.Embedded.Sqlite;
using Erasure.Embedded.Tests.Objects;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Sqlite;

/// <summary>No copy takes a name beside the database that is the database's own, however its folder is spelled.</summary>
public sealed class BackupNameTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("data/erasure.db-journal")]
    [InlineData("data/erasure.db-wal")]
    [InlineData("data/erasure.db-shm")]
    [InlineData("data/erasure.db.lock")]
    [InlineData("data/erasure.db")]
    [InlineData("data/ERASURE.DB-journal")]
    [InlineData("data/../data//./erasure.db-mj0A1B2C3D")]
    [InlineData("link/erasure.db-journal")]
    [InlineData("linked/deep/erasure.db-journal")]
    public void A_name_of_the_databases_own_is_refused_before_anything_is_written(string copy)
    {
        Make("data");
        Directory.CreateDirectory(folder["data/deep"]);
        Directory.CreateSymbolicLink(folder["link"], folder["data"]);
        Directory.CreateSymbolicLink(folder["linked"], folder["data"]);
        Directory.CreateSymbolicLink(folder["data/deep/deep"], "..");
        string[] before = Files();

        Assert.Throws<IOException>(() => DatabaseBackup.Write(folder["data/erasure.db"], folder[copy.Replace("linked/deep", "linked/deep/deep", StringComparison.Ordinal)]));

        Assert.Equal(before, Files());
    }

    [Fact]
    public void What_a_link_in_the_databases_place_leads_to_has_names_of_its_own()
    {
        Make("fast");
        Directory.CreateDirectory(folder["data"]);
        File.CreateSymbolicLink(folder["data/own.db"], folder["fast/erasure.db"]);
        string[] before = Files();

        foreach (string copy in new[] { "fast/erasure.db-journal", "data/own.db-journal" })
        {
            Assert.Throws<IOException>(() => DatabaseBackup.Write(folder["data/own.db"], folder[copy]));
        }

        Assert.Equal(before, Files());
        Assert.True(DatabaseBackup.Write(folder["data/own.db"], folder["data/erasure.db-journal"]) > 0);
    }

    [Theory]
    [InlineData("data/copy.db")]
    [InlineData("data/deep/erasure.db-journal")]
    [InlineData("other/erasure.db-journal")]
    public void Others_are_taken(string copy)
    {
        Make("data");
        Directory.CreateDirectory(folder["data/deep"]);
        Directory.CreateDirectory(folder["other"]);

        Assert.True(DatabaseBackup.Write(folder["data/erasure.db"], folder[copy]) > 0);
        SqliteDatabase.OpenForReading(new DatabaseOptions { Path = folder["data/erasure.db"] }).Dispose();
    }

    [MountFact]
    public void Where_there_is_no_room_nothing_is_left()
    {
        using TempMount small = new();
        Assert.True(small.TryMount("-t", "tmpfs", "-o", "size=16k", "none"));
        Make("data");

        Assert.Throws<IOException>(() => DatabaseBackup.Write(folder["data/erasure.db"], Path.Combine(small.Path, "copy.db")));

        Assert.Empty(Directory.GetFileSystemEntries(small.Path));
    }

    private void Make(string name) => SqliteDatabase.Open(new DatabaseOptions { Path = folder[$"{name}/erasure.db"] }).Dispose();

    private string[] Files() => [.. Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
