using Erasure.Embedded.Objects;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Sqlite;

/// <summary>Keeps a second process off the database: an operating-system lock, gone with the process however it dies.</summary>
/// <remarks>
/// On Linux it is on the database itself (an open file description lock, fcntl(2)), since a file beside it can be removed by who doesn't
/// know what it is for; SQLite's own locks are on other bytes. Elsewhere it is on a file beside it. Earlier versions
/// had theirs there on Linux too: where such a file is left it is locked as well, so that neither version starts beside the other.
/// </remarks>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream file;
    private readonly FileStream? beside;

    private DatabaseLock(FileStream file, FileStream? beside = null)
    {
        this.file = file;
        this.beside = beside;
    }

    /// <summary>The locked database; null where the lock is on a file beside it.</summary>
    public SafeFileHandle? Database => OperatingSystem.IsLinux() ? file.SafeFileHandle : null;

    /// <summary>Takes the lock; makes the file where it is missing.</summary>
    /// <exception cref="DatabaseInUseException">Somebody else holds it.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new DatabaseLock(TakeBeside(databasePath));
        }

        FileStream database = PrivateFiles.Open(databasePath, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return NativeFile.TryLock(database.SafeFileHandle)
                ? new DatabaseLock(database, File.Exists(Beside(databasePath)) ? TakeBeside(databasePath) : null)
                : throw new DatabaseInUseException(databasePath, inner: null);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether somebody holds the lock; nothing is taken or made.</summary>
    public static bool IsTaken(string databasePath)
    {
        try
        {
            using FileStream? earlier = File.Exists(Beside(databasePath)) ? TakeBeside(databasePath) : null;
            using FileStream database = new(databasePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return OperatingSystem.IsLinux() && NativeFile.IsLocked(database.SafeFileHandle);
        }
        catch (DatabaseInUseException)
        {
            return true;
        }
        catch (Exception notThere) when (notThere is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        file.Dispose();
        beside?.Dispose();
    }

    private static string Beside(string databasePath) => databasePath + ".lock";

    private static FileStream TakeBeside(string databasePath)
    {
        try
        {
            return PrivateFiles.Open(Beside(databasePath), FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DatabaseInUseException(databasePath, error);
        }
    }
}
