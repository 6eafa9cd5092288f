using System.Security.Cryptography;
using System.Text;

namespace Erasure.Embedded.Objects;

/// <summary>What tells a folder and all folders below it from others in their places, and from themselves once something was put there or taken away.</summary>
internal static class FolderMark
{
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The mark; null where there is none, or the system doesn't tell.</summary>
    public static string? Of(string path)
    {
        if (!Directory.Exists(path) || One(path) is not { } top)
        {
            return null;
        }

        // Without their names, which may be a person's: a folder by another name has changed the one that it is in.
        string below = string.Join('\n', Directory.EnumerateDirectories(path, "*", Below).Select(One).Order(StringComparer.Ordinal));
        return $"{top}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(below)))[..32]}";
    }

    private static string? One(string path) => NativeFile.Status(path) is { } status ? $"{status.Inode:x}-{status.Changed}" : null;
}
