using System.Collections.Concurrent;
using Erasure.Core.Records;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Sqlite;

/// <summary>One SQLite file: one writer with group commit, any number of readers, nobody else's.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private const int MaxIdleReaders = 8;

    private readonly DatabaseLock? exclusive;
    private readonly DatabaseFiles? files;
    private readonly GroupCommitter? writer;
    private readonly ReaderWriterLockSlim readers;
    private readonly ConcurrentBag<SqliteSession> idleReaders = [];
    private volatile bool disposed;

    private SqliteDatabase(string path, DatabaseLock? exclusive, DatabaseFiles? files, ReaderWriterLockSlim readers, GroupCommitter? writer)
    {
        Path = path;
        this.exclusive = exclusive;
        this.files = files;
        this.readers = readers;
        this.writer = writer;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>It was looked through at start, whole and in time, and found sound.</summary>
    public bool IsChecked { get; private init; }

    private GroupCommitter Writer => writer ?? throw new InvalidOperationException("The database was opened for reading.");

    /// <summary>Reads <see cref="DatabaseOptions.Failpoint"/> before a database is opened.</summary>
    /// <exception cref="FormatException">It can't be read; the message names the variable.</exception>
    public static void CheckFailpoint(string failpoint) => Failpoint.Parse(failpoint);

    /// <summary>Opens the database, making it where it is missing.</summary>
    /// <exception cref="DatabaseInUseException">Another process has it.</exception>
    /// <exception cref="UnusableDatabaseException">It is broken, or another version of this program wrote it.</exception>
    /// <exception cref="RecordsUnavailableException">It can't be written.</exception>
    public static SqliteDatabase Open(DatabaseOptions options) => Open(options, options.Failpoint is { } failpoint ? Failpoint.Parse(failpoint) : null);

    /// <summary>Opens a database that is there for reading only, also while a host has it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnusableDatabaseException">It is broken, or another version of this program wrote it.</exception>
    public static SqliteDatabase OpenForReading(DatabaseOptions options)
    {
        SQLitePCL.Batteries_V2.Init();
        string path = System.IO.Path.GetFullPath(options.Path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no database '{path}'.", path);
        }

        SqliteDatabase database = new(path, exclusive: null, files: null, new ReaderWriterLockSlim(), writer: null);
        try
        {
            database.Read(session =>
            {
                Schema.Require(session, path);
                return true;
            });
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether a process has the database for itself.</summary>
    public static bool IsInUse(DatabaseOptions options) => DatabaseLock.IsTaken(System.IO.Path.GetFullPath(options.Path));

    /// <summary>Whether nothing has ever been kept at a path: there is no database, or one whose first start was killed.</summary>
    public static bool IsUnbegun(DatabaseOptions options)
    {
        SQLitePCL.Batteries_V2.Init();
        string path = System.IO.Path.GetFullPath(options.Path);
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            // Not by SQLite, which would remove a log that is beside it.
            return true;
        }

        try
        {
            using SqliteSession session = SqliteSession.Open(path, writer: false);
            return Schema.HoldsNothing(session);
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Whether nothing has ever been kept in it.</summary>
    public bool HoldsNothing() => Read(Schema.HoldsNothing);

    /// <summary>Looks through a database that was opened for reading, as opening it for writing does.</summary>
    /// <exception cref="UnusableDatabaseException">It is broken.</exception>
    public void LookThrough(TimeSpan limit) => Read(session => DatabaseCheck.Run(session, Path, limit));

    internal static SqliteDatabase Open(DatabaseOptions options, ICommitObserver? observer)
    {
        SQLitePCL.Batteries_V2.Init();
        string path = System.IO.Path.GetFullPath(options.Path);
        PrivateFiles.MakeFolder(System.IO.Path.GetDirectoryName(path)!);
        DatabaseLock held = DatabaseLock.Take(path);
        SqliteSession? session = null;
        try
        {
            PrivateFiles.Close(path);
            session = SqliteSession.Open(path, writer: true);
            bool isChecked = DatabaseCheck.Run(session, path, options.CheckTime);
            Schema.Ensure(session, path);
            session.Script("PRAGMA wal_checkpoint(TRUNCATE)");
            DatabaseFiles own = new(path, held, (int)(long)session.Scalar("PRAGMA application_id")!);
            var gate = new ReaderWriterLockSlim();
            return new SqliteDatabase(path, held, own, gate, new GroupCommitter(session, gate, own, options.MaxWritesPerCommit, observer)) { IsChecked = isChecked };
        }
        catch (SqliteException error) when (DatabaseFault.IsUnavailable(error))
        {
            session?.Dispose();
            held.Dispose();
            throw DatabaseFault.IsBroken(error) ? DatabaseCheck.Broken(path, error) : DatabaseFault.Translate(error);
        }
        catch
        {
            session?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Makes everything deleted so far disappear from the file and its log: freed bytes are zeroed as they are freed, and the log, which still held them, is emptied.</summary>
    /// <exception cref="IOException">A reader kept the log from being emptied.</exception>
    public Task EraseTracesAsync() => Writer.EraseTracesAsync();

    /// <summary>Closes the file after the writes that are queued.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        while (idleReaders.TryTake(out SqliteSession? reader))
        {
            reader.Dispose();
        }

        writer?.Dispose();
        readers.Dispose();
        exclusive?.Dispose();
    }

    /// <summary>Runs a write in a transaction that it shares with others; it stands or falls alone. Durable when the task ends.</summary>
    /// <remarks>The work may run twice, the first run undone: it changes nothing outside the transaction.</remarks>
    internal Task<T> WriteAsync<T>(Func<WriteSession, T> work) => Writer.EnqueueAsync(work);

    /// <summary>Runs a short read of what was last committed, on the caller's thread. Not from within another.</summary>
    /// <exception cref="RecordsUnavailableException">The database is gone, broken, or can't be read.</exception>
    internal T Read<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        files?.ExpectReadable();
        try
        {
            return ReadSound(work);
        }
        catch (SqliteException error) when (DatabaseFault.IsUnavailable(error))
        {
            if (DatabaseFault.IsBroken(error))
            {
                files?.Distrust();
            }

            throw DatabaseFault.Translate(error);
        }
    }

    private T ReadSound<T>(Func<SqliteSession, T> work)
    {
        if (!idleReaders.TryTake(out SqliteSession? reader))
        {
            reader = SqliteSession.Open(Path, writer: false);
        }

        bool sound = false;
        readers.EnterReadLock();
        try
        {
            T result = work(reader);
            sound = true;
            return result;
        }
        finally
        {
            readers.ExitReadLock();
            if (sound && !disposed && idleReaders.Count < MaxIdleReaders)
            {
                idleReaders.Add(reader);
            }
            else
            {
                reader.Dispose();
            }
        }
    }
}
