namespace Erasure.Embedded.Sqlite;

/// <summary>Room on the disk of the database.</summary>
public static class DatabaseSpace
{
    /// <summary>With less, its host warns: room for some hundred thousand more erasures, and for a human to come.</summary>
    public const long Enough = 512L * 1024 * 1024;

    /// <summary>Bytes that this process may still write beside the database.</summary>
    public static long Free(DatabaseOptions database)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(database.Path))!;
        return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
    }
}
