using System.Collections.Concurrent;

namespace Erasure.Embedded.Sqlite;

/// <summary>One SQLite file: one writer with group commit, any number of readers, nobody else's.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private const int MaxIdleReaders = 8;

    private readonly DatabaseLock? exclusive;
    private readonly GroupCommitter? writer;
    private readonly ReaderWriterLockSlim readers;
    private readonly ConcurrentBag<SqliteSession> idleReaders = [];
    private volatile bool disposed;

    private SqliteDatabase(string path, DatabaseLock? exclusive, ReaderWriterLockSlim readers, GroupCommitter? writer)
    {
        Path = path;
        this.exclusive = exclusive;
        this.readers = readers;
        this.writer = writer;
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    private GroupCommitter Writer => writer ?? throw new InvalidOperationException("The database was opened for reading.");

    /// <summary>Opens the database, making it where it is missing.</summary>
    /// <exception cref="DatabaseInUseException">Another process has it.</exception>
    public static SqliteDatabase Open(DatabaseOptions options) => Open(options, Failpoint.FromEnvironment());

    /// <summary>Opens a database that is there for reading only, also while a host has it.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">Another version of this program wrote it.</exception>
    public static SqliteDatabase OpenForReading(DatabaseOptions options)
    {
        SQLitePCL.Batteries_V2.Init();
        string path = System.IO.Path.GetFullPath(options.Path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no database '{path}'.", path);
        }

        SqliteDatabase database = new(path, exclusive: null, new ReaderWriterLockSlim(), writer: null);
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
            Schema.Ensure(session, path);
            var gate = new ReaderWriterLockSlim();
            return new SqliteDatabase(path, held, gate, new GroupCommitter(session, gate, options.MaxWritesPerCommit, observer));
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
    internal T Read<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
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
