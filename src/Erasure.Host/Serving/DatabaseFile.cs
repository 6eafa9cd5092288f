using Erasure.Core.Configuration;
using Erasure.Host.CommandLine;

namespace Erasure.Host.Serving;

/// <summary>The embedded host's database.</summary>
internal static class DatabaseFile
{
    /// <summary>Its path.</summary>
    public static string Of(ErasureConfiguration configuration) => In(configuration.Server.DataFolder);

    /// <summary>Its path in the data folder.</summary>
    public static string In(string dataFolder) => Path.Combine(dataFolder, "erasure.db");

    /// <summary>The log that SQLite keeps beside it, never before there is a page of it.</summary>
    public static string LogOf(string path) => path + "-wal";

    /// <summary>Makes its folder where it is missing, before anything else is made.</summary>
    /// <exception cref="RefusalException">It can't be made.</exception>
    public static void MakeFolder(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new RefusalException(RefusalException.Configuration, $"server.dataFolder, {folder}, can't be made: {unusable.GetType().Name}. Give a folder in which this user may write.", unusable);
        }
    }

    /// <summary>There is none, or nothing in it.</summary>
    public static bool IsMissing(string path) => new FileInfo(path) is not { Exists: true, Length: > 0 };
}
