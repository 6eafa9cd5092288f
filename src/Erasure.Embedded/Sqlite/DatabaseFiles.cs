using System.Buffers.Binary;
using Erasure.Core.Records;
using Erasure.Embedded.Objects;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Sqlite;

/// <summary>The files that were opened: whether what is at their paths is still them. A database that was removed, replaced or emptied goes on taking writes, which nobody would ever read.</summary>
internal sealed class DatabaseFiles
{
    // Of SQLite's header ("Application ID"): a number of this database since this start, by which another one or an older copy written over it is noticed.
    private const int MarkOffset = 68;

    private readonly string database;
    private readonly SafeFileHandle? handle;
    private readonly FileStatus? databaseStatus;
    private readonly FileStatus? logStatus;
    private readonly int mark;
    private readonly int markBefore;
    private long length;
    private long seenAt = long.MinValue;
    private volatile bool isBroken;
    private volatile bool isMarked;

    /// <summary>Remembers files as they are.</summary>
    /// <param name="path">The database.</param>
    /// <param name="held">Its lock.</param>
    /// <param name="mark">Its application id, which is in the log alone as long as others read.</param>
    public DatabaseFiles(string path, DatabaseLock held, int mark)
    {
        // SQLite keeps the log beside what a link points to.
        database = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        handle = held.Database;
        databaseStatus = NativeFile.Status(database);
        logStatus = NativeFile.Status(Log);
        length = new FileInfo(database).Length;
        this.mark = mark;
        markBefore = Mark();
    }

    private string Log => database + "-wal";

    /// <summary>Takes no write for good from now on: a page of it was found broken.</summary>
    public void Distrust() => isBroken = true;

    /// <summary>As <see cref="ExpectThere"/>, but looks once in a tick of the machine's clock, some milliseconds: what is read keeps nothing and loses nothing.</summary>
    /// <exception cref="RecordsUnavailableException">They aren't there.</exception>
    public void ExpectReadable()
    {
        long now = Environment.TickCount64;
        if (isBroken || now != Interlocked.Read(ref seenAt))
        {
            ExpectThere();
            Interlocked.Exchange(ref seenAt, now);
        }
    }

    /// <summary>Refuses where the files aren't there or aren't those.</summary>
    /// <exception cref="RecordsUnavailableException">They aren't.</exception>
    public void ExpectThere()
    {
        if (isBroken)
        {
            throw new RecordsUnavailableException("The database is broken: stop the host, and restore it from your backup.");
        }

        if (!IsThere())
        {
            Interlocked.Exchange(ref seenAt, long.MinValue);
            throw new RecordsUnavailableException("The database is gone, or another one is in its place: put it back, or stop the host and restore it from your backup.");
        }
    }

    private bool IsThere()
    {
        // It never shrinks, since nothing vacuums it. What is known is read first: others look at the same time, and may see more than this one does.
        long least = Interlocked.Read(ref length);
        if (Length() is not { } now || now < least)
        {
            return false;
        }

        Interlocked.Exchange(ref length, now);
        bool wasMarked = isMarked;
        int written = Mark();
        isMarked |= written == mark;
        return written == mark || (written == markBefore && !wasMarked);
    }

    private long? Length()
    {
        if (databaseStatus is { } opened)
        {
            return NativeFile.Status(database) is { } now && IsSame(opened, now) && logStatus is { } openedLog && NativeFile.Status(Log) is { } log && IsSame(openedLog, log)
                ? now.Length
                : null;
        }

        FileInfo file = new(database);
        return file.Exists && File.Exists(Log) ? file.Length : null;
    }

    private int Mark()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        return handle is not null && RandomAccess.Read(handle, bytes, MarkOffset) == bytes.Length ? BinaryPrimitives.ReadInt32BigEndian(bytes) : 0;
    }

    private static bool IsSame(FileStatus opened, FileStatus now) => now.Inode == opened.Inode && now.Device == opened.Device;
}
