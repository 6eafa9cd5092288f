namespace Erasure.Embedded.Sqlite;

/// <summary>Keeps a second process off the database: an operating-system lock on a file beside it, gone with the process however it dies.</summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream file;

    private DatabaseLock(FileStream file) => this.file = file;

    /// <exception cref="DatabaseInUseException">Somebody else holds it.</exception>
    public static DatabaseLock Take(string databasePath)
    {
        try
        {
            return new DatabaseLock(PrivateFiles.Open(databasePath + ".lock"));
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new DatabaseInUseException(databasePath, error);
        }
    }

    public void Dispose() => file.Dispose();
}
