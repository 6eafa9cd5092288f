namespace Erasure.Embedded.Sqlite;

/// <summary>Keeps what the database holds to its owner: a folder made for it is 0700, its files are 0600.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>Makes a folder that is missing. One that is there keeps its mode: it may be everybody's.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnersFolder);
        }
    }

    /// <summary>Opens a file, made where it is missing.</summary>
    public static FileStream Open(string path, FileShare share)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Closes the database's files to others. SQLite gives its log the mode of the database.</summary>
    public static void Close(string database)
    {
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(database)!, Path.GetFileName(database) + "*"))
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnersFile) != UnixFileMode.None)
            {
                File.SetUnixFileMode(file, OwnersFile);
            }
        }
    }
}
