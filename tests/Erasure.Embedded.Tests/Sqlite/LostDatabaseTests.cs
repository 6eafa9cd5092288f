using Erasure.Core.Records;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Sqlite;

/// <summary>A database that is gone, another's, full or broken: nobody is told that something was stored.</summary>
public sealed class LostDatabaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    private DatabaseOptions Options => new() { Path = folder["data/erasure.db"] };

    private string File => Options.Path;

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Losses() => new("removed", "all-removed", "log-removed", "moved", "folder-moved", "emptied", "cut", "replaced", "copied-over");

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Nothing_is_written_or_read_once_the_files_are_not_those_that_were_opened(string loss)
    {
        using (SqliteDatabase other = SqliteDatabase.Open(new DatabaseOptions { Path = folder["other.db"] }))
        {
            await GrowAsync(other, 3000);
        }

        using SqliteDatabase database = SqliteDatabase.Open(Options);
        await GrowAsync(database, 1000);
        await database.EraseTracesAsync();
        await PutAsync(database, "before");

        Lose(loss);

        await Assert.ThrowsAsync<RecordsUnavailableException>(() => PutAsync(database, "after"));
        Assert.Throws<RecordsUnavailableException>(() => database.Read(sql => sql.Scalar("SELECT COUNT(*) FROM records")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_older_copy_of_the_same_database_over_it_is_not_taken_for_it(bool isBackup)
    {
        using (SqliteDatabase earlier = SqliteDatabase.Open(Options))
        {
            await GrowAsync(earlier, 3000);
        }

        if (!isBackup)
        {
            System.IO.File.Copy(File, folder["other.db"]);
        }

        using SqliteDatabase database = SqliteDatabase.Open(Options);
        if (isBackup)
        {
            DatabaseBackup.Write(File, folder["other.db"]);
        }

        await PutAsync(database, "before");
        await database.EraseTracesAsync();
        await using (FileStream copy = new(folder["other.db"], FileMode.Open))
        {
            // By a shorter one it would be noticed anyway.
            copy.SetLength(Math.Max(copy.Length, new FileInfo(File).Length));
        }

        Lose("copied-over");

        await Assert.ThrowsAsync<RecordsUnavailableException>(() => PutAsync(database, "after"));
        await Assert.ThrowsAsync<RecordsUnavailableException>(database.EraseTracesAsync);
        Assert.Throws<RecordsUnavailableException>(() => database.Read(sql => sql.Scalar("SELECT COUNT(*) FROM records")));
    }

    [Fact]
    public async Task A_database_that_comes_back_is_written_again()
    {
        using SqliteDatabase database = SqliteDatabase.Open(Options);
        Directory.Move(folder["data"], folder["away"]);
        await Assert.ThrowsAsync<RecordsUnavailableException>(() => PutAsync(database, "one"));

        Directory.Move(folder["away"], folder["data"]);

        Assert.NotNull(await PutAsync(database, "one"));
    }

    [Fact]
    public async Task Who_reads_beside_others_while_it_grows_finds_it_there()
    {
        using SqliteDatabase database = SqliteDatabase.Open(Options);
        using CancellationTokenSource grown = new();
        Task[] readers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            while (!grown.IsCancellationRequested)
            {
                database.Read(static sql => sql.Scalar("SELECT 1"));
            }
        }))];

        for (int i = 0; i < 30; i++)
        {
            await GrowAsync(database, 20 * i);
            await database.EraseTracesAsync();
        }

        await grown.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_write_whose_database_goes_while_it_is_committed_is_not_promised()
    {
        using SqliteDatabase database = SqliteDatabase.Open(Options, new RemovesFile(File));

        await Assert.ThrowsAsync<RecordsUnavailableException>(() => PutAsync(database, "one"));
    }

    [Fact]
    public async Task A_full_disk_refuses_what_does_not_fit_and_goes_on_once_there_is_room()
    {
        using SqliteDatabase database = SqliteDatabase.Open(Options);
        await PutAsync(database, "one");
        await database.WriteAsync(static write => write.Sql.Scalar("PRAGMA max_page_count = 1"));

        RecordsUnavailableException[] refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Assert.ThrowsAsync<RecordsUnavailableException>(() => GrowAsync(database, 1000 + i))));
        Assert.All(refused, error => Assert.Contains("disk", error.Message, StringComparison.Ordinal));

        await database.WriteAsync(static write => write.Sql.Scalar("PRAGMA max_page_count = 1000000"));
        await GrowAsync(database, 1000);
    }

    [Theory]
    [InlineData(0, 100, 0xEE)]
    [InlineData(4096, 16 * 1024, 0xEE)]
    [InlineData(4096, 4096, 0x00)]
    public async Task A_broken_database_is_refused_at_start(int from, int count, byte with)
    {
        using (SqliteDatabase database = SqliteDatabase.Open(Options))
        {
            await GrowAsync(database, 1000);
        }

        await using (FileStream bytes = new(File, FileMode.Open))
        {
            bytes.Position = from;
            bytes.Write([.. Enumerable.Repeat(with, count)]);
        }

        UnusableDatabaseException refused = Assert.Throws<UnusableDatabaseException>(() => SqliteDatabase.Open(Options));
        Assert.Contains("Restore it from your backup", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(folder["data"]);
        await using (Microsoft.Data.Sqlite.SqliteConnection foreign = new($"Data Source={File};Pooling=False"))
        {
            foreign.Open();
            using Microsoft.Data.Sqlite.SqliteCommand make = foreign.CreateCommand();
            make.CommandText = "CREATE TABLE songs (name TEXT)";
            make.ExecuteNonQuery();
        }

        Assert.Throws<UnusableDatabaseException>(() => SqliteDatabase.Open(Options));
    }

    [Fact]
    public async Task A_database_too_large_to_be_looked_through_in_time_starts_and_says_so()
    {
        using (SqliteDatabase database = SqliteDatabase.Open(Options))
        {
            Assert.True(database.IsChecked);
            await GrowAsync(database, 20_000);
        }

        using SqliteDatabase late = SqliteDatabase.Open(Options with { CheckTime = TimeSpan.Zero });

        Assert.False(late.IsChecked);
        Assert.NotNull(await PutAsync(late, "one"));
    }

    [Fact]
    public void The_lock_is_on_the_database_whatever_becomes_of_files_beside_it()
    {
        using SqliteDatabase first = SqliteDatabase.Open(Options);
        foreach (string beside in Directory.GetFiles(folder["data"]).Where(path => path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            System.IO.File.Delete(beside);
        }

        Assert.Throws<DatabaseInUseException>(() => SqliteDatabase.Open(Options));
        System.IO.File.CreateSymbolicLink(folder["data/other-name.db"], File);
        Assert.Throws<DatabaseInUseException>(() => SqliteDatabase.Open(new DatabaseOptions { Path = folder["data/other-name.db"] }));
    }

    private static Task<long?> PutAsync(SqliteDatabase database, string sort) =>
        new SqliteRecordStore(database).TryPutAsync(new RecordKey("p", sort), "{}"u8.ToArray(), 0, null, CancellationToken.None);

    private static Task<int> GrowAsync(SqliteDatabase database, int rows) => database.WriteAsync(write => write.Sql.Execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) INSERT INTO history (events) SELECT randomblob(100) FROM n", rows));

    private void Lose(string loss)
    {
        switch (loss)
        {
            case "removed":
                System.IO.File.Delete(File);
                break;
            case "all-removed":
                Array.ForEach(Directory.GetFiles(folder["data"]), System.IO.File.Delete);
                break;
            case "log-removed":
                System.IO.File.Delete(File + "-wal");
                break;
            case "moved":
                System.IO.File.Move(File, File + ".old");
                break;
            case "folder-moved":
                Directory.Move(folder["data"], folder["away"]);
                Directory.CreateDirectory(folder["data"]);
                break;
            case "emptied":
                Cut(0);
                break;
            case "cut":
                Cut(new FileInfo(File).Length / 2);
                break;
            case "replaced":
                System.IO.File.Move(folder["other.db"], File, overwrite: true);
                break;
            case "copied-over":
                using (FileStream target = new(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    target.Write(System.IO.File.ReadAllBytes(folder["other.db"]));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(loss));
        }
    }

    private void Cut(long length)
    {
        using FileStream target = new(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        target.SetLength(length);
    }

    private sealed class RemovesFile(string path) : ICommitObserver
    {
        public void BeforeCommit(long number) => System.IO.File.Delete(path);

        public void AfterCommit(long number)
        {
        }
    }
}
