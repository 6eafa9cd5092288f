using Erasure.Embedded.Objects;

namespace Erasure.Embedded.Files;

/// <summary>Tells where a file would be, however its path is spelled and whatever links lead there.</summary>
public static class FilePlaces
{
    /// <summary>A path is a folder's, or leads into it.</summary>
    public static bool IsWithin(string path, string folder) => IsSpelledWithin(Path.GetFullPath(path), Path.GetFullPath(folder)) || IsIn(path, folder, isBelowToo: true);

    /// <summary>A path leads to a name in that folder itself.</summary>
    public static bool IsBeside(string path, string folder) =>
        string.Equals(Path.GetDirectoryName(Path.GetFullPath(path)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), StringComparison.Ordinal) || IsIn(path, folder, isBelowToo: false);

    private static bool IsSpelledWithin(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // Upwards as the system goes, since what is above a link's end isn't what is above the link.
    private static bool IsIn(string path, string folder, bool isBelowToo)
    {
        if (IdentityOf(Path.GetFullPath(folder)) is not { } wanted)
        {
            return false;
        }

        string? before = null;
        for (string above = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ""; IdentityOf(above) is { } now && now != before; above += "/..")
        {
            if (now == wanted)
            {
                return true;
            }

            if (!isBelowToo)
            {
                return false;
            }

            before = now;
        }

        return false;
    }

    private static string? IdentityOf(string folder) => NativeFile.Status($"{folder}/.")?.Identity;
}
