using Erasure.Embedded.Objects;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Sqlite;

/// <summary>Keeps a second process off the database: an operating-system lock, gone with the process however it dies.</summary>
/// <remarks>
/// On Linux it is on the database itself (an open file description lock, fcntl(2)), since a file beside it can be removed by who doesn't
/// know what it is for; SQLite's own locks are on other bytes. Elsewhere it is on a file beside it.
/// </remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream file;

    private DatabaseLock(FileStream file) => this.file = file;

    /// <summary>The locked database; null where the lock is on a file beside it.</summary>
    public SafeFileHandle? Database => OperatingSystem.IsLinux() ? file.SafeFileHandle : null;

    /// <summary>Takes the lock; makes the file where it is missing.</summary>
    /// <exception cref="DatabaseInUseException">Somebody else holds it.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TakeBeside(databasePath);
        }

        FileStream database = PrivateFiles.Open(databasePath, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return NativeFile.TryLock(database.SafeFileHandle) ? new DatabaseLock(database) : throw new DatabaseInUseException(databasePath, inner: null);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose() => file.Dispose();

    private static DatabaseLock TakeBeside(string databasePath)
    {
        try
        {
            return new DatabaseLock(PrivateFiles.Open(databasePath + ".lock", FileShare.None));
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DatabaseInUseException(databasePath, error);
        }
    }
}
