using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared;

namespace Erasure.Embedded.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    private DatabaseOptions Options => new() { Path = folder["erasure.db"] };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_host_is_refused_while_the_first_runs()
    {
        using (SqliteDatabase.Open(Options))
        {
            DatabaseInUseException refused = Assert.Throws<DatabaseInUseException>(() => SqliteDatabase.Open(Options));
            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        }

        SqliteDatabase.Open(Options).Dispose();
    }

    [Fact]
    public void A_host_of_an_earlier_version_is_honoured_both_ways()
    {
        // Its lock was on this file.
        using (new FileStream(folder["erasure.db.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Throws<DatabaseInUseException>(() => SqliteDatabase.Open(Options));
            Assert.True(SqliteDatabase.IsInUse(Options));
        }

        Assert.False(SqliteDatabase.IsInUse(Options));
        using (SqliteDatabase.Open(Options))
        {
            Assert.Throws<IOException>(() => new FileStream(folder["erasure.db.lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            Assert.True(SqliteDatabase.IsInUse(Options));
        }

        Assert.False(SqliteDatabase.IsInUse(Options));
    }

    [Fact]
    public void Without_a_file_of_an_earlier_version_the_lock_is_known_too()
    {
        Assert.False(SqliteDatabase.IsInUse(Options));
        using (SqliteDatabase.Open(Options))
        {
            Assert.True(SqliteDatabase.IsInUse(Options));
        }

        Assert.False(SqliteDatabase.IsInUse(Options));
        Assert.False(File.Exists(folder["erasure.db.lock"]) && OperatingSystem.IsLinux());
    }

    [Fact]
    public async Task A_write_that_fails_does_not_take_others_of_its_commit_with_it()
    {
        var observer = new Gate();
        using SqliteDatabase database = SqliteDatabase.Open(Options, observer);
        Task<int> first = InsertAsync(database, 0);
        await observer.Reached.Task;
        Task<int> good = InsertAsync(database, 1);
        Task<int> bad = database.WriteAsync<int>(static write =>
        {
            write.Sql.Execute("INSERT INTO free_slots (slot) VALUES (2)");
            throw new InvalidOperationException("on purpose");
        });
        Task<int> twice = InsertAsync(database, 1);
        Task<int> last = InsertAsync(database, 3);
        observer.Open.Set();

        await Task.WhenAll(first, good, last);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => twice);
        Assert.Equal(2, observer.Commits);
        Assert.Equal("0,1,3", database.Read(static sql => sql.Scalar("SELECT group_concat(slot) FROM free_slots")));
    }

    [Fact]
    public async Task Nobody_is_told_before_the_commit_is_on_disk()
    {
        var observer = new Gate();
        using SqliteDatabase database = SqliteDatabase.Open(Options, observer);
        Task<int> write = InsertAsync(database, 0);
        await observer.Reached.Task;

        Assert.False(write.IsCompleted);
        Assert.Equal(0L, database.Read(static sql => sql.Scalar("SELECT count(*) FROM free_slots")));
        observer.Open.Set();
        await write;
        Assert.Equal(1L, database.Read(static sql => sql.Scalar("SELECT count(*) FROM free_slots")));
        Assert.Equal(2L, await database.WriteAsync(static session => session.Sql.Scalar("PRAGMA synchronous")));
        Assert.Equal("wal", await database.WriteAsync(static session => session.Sql.Scalar("PRAGMA journal_mode")));
    }

    [Fact]
    public async Task A_write_that_another_of_its_commit_stands_against_is_told_once_that_is_on_disk()
    {
        bool isToldEarly = false;
        (Task<int> first, Task<int> second) = await InsertTwiceAsync((_, twice) => isToldEarly = twice.IsCompleted);

        await first;
        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => second);
        Assert.False(isToldEarly);
    }

    [Fact]
    public async Task A_write_that_another_of_its_commit_stands_against_fails_as_the_commit_does()
    {
        (Task<int> first, Task<int> second) = await InsertTwiceAsync(static (_, _) => throw new IOException("on purpose"));

        await Assert.ThrowsAsync<IOException>(() => first);
        await Assert.ThrowsAsync<IOException>(() => second);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_its_writes_and_the_database_goes_on()
    {
        var observer = new FailingOnce();
        using SqliteDatabase database = SqliteDatabase.Open(Options, observer);
        bool told = false;

        await Assert.ThrowsAsync<IOException>(() => database.WriteAsync(session =>
        {
            session.AfterCommit(() => told = true);
            return session.Sql.Execute("INSERT INTO free_slots (slot) VALUES (1)");
        }));
        await InsertAsync(database, 2);

        Assert.False(told);
        Assert.Equal("2", database.Read(static sql => sql.Scalar("SELECT group_concat(slot) FROM free_slots")));
    }

    [Fact]
    public void A_database_of_the_first_version_is_brought_up_to_date()
    {
        SqliteDatabase.Open(Options).Dispose();
        SQLitePCL.Batteries_V2.Init();
        using (SqliteSession session = SqliteSession.Open(Options.Path, writer: true))
        {
            session.Script("""
                ALTER TABLE instances DROP COLUMN trace;
                ALTER TABLE activities DROP COLUMN trace;
                PRAGMA user_version = 1;
                """);
        }

        using SqliteDatabase database = SqliteDatabase.Open(Options);

        Assert.Equal(0L, database.Read(sql => sql.Scalar("SELECT COUNT(trace) FROM instances")));
        Assert.Equal(0L, database.Read(sql => sql.Scalar("SELECT COUNT(trace) FROM activities")));
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        using (SqliteDatabase database = SqliteDatabase.Open(Options))
        {
        }

        SQLitePCL.Batteries_V2.Init();
        using (SqliteSession session = SqliteSession.Open(Options.Path, writer: true))
        {
            session.Script("PRAGMA user_version = 99");
        }

        UnusableDatabaseException refused = Assert.Throws<UnusableDatabaseException>(() => SqliteDatabase.Open(Options));
        Assert.Contains("version 99", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("before:x")]
    [InlineData("soon:3")]
    [InlineData("after")]
    public void A_failpoint_that_makes_no_sense_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Failpoint.Parse(text));

    private static Task<int> InsertAsync(SqliteDatabase database, int slot) =>
        database.WriteAsync(session => session.Sql.Execute("INSERT INTO free_slots (slot) VALUES ($1)", slot));

    /// <summary>Two writes of one row in one commit.</summary>
    private async Task<(Task<int> First, Task<int> Second)> InsertTwiceAsync(Action<Task<int>, Task<int>> beforeCommit)
    {
        using ManualResetEventSlim queued = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int>? first = null;
        Task<int>? second = null;
        using SqliteDatabase database = SqliteDatabase.Open(Options, new BeforeCommit(number =>
        {
            if (number == 2)
            {
                beforeCommit(first!, second!);
            }
        }));
        Task<bool> held = database.WriteAsync(_ =>
        {
            begun.SetResult();
            queued.Wait();
            return true;
        });
        await begun.Task;
        first = InsertAsync(database, 1);
        second = InsertAsync(database, 1);
        queued.Set();
        await held;
        await ((Task)Task.WhenAll(first, second)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (first, second);
    }

    private sealed class BeforeCommit(Action<long> look) : ICommitObserver
    {
        void ICommitObserver.BeforeCommit(long number) => look(number);

        public void AfterCommit(long number)
        {
        }
    }

    private sealed class Gate : ICommitObserver
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Open { get; } = new();

        public long Commits { get; private set; }

        public void BeforeCommit(long number)
        {
            Reached.TrySetResult();
            Open.Wait();
        }

        public void AfterCommit(long number) => Commits = number;
    }

    private sealed class FailingOnce : ICommitObserver
    {
        public void BeforeCommit(long number)
        {
            if (number == 1)
            {
                throw new IOException("disk full");
            }
        }

        public void AfterCommit(long number)
        {
        }
    }
}
