using System.Buffers;

namespace Erasure.Embedded.Objects;

/// <summary>Keys of a folder store: paths below its root with forward slashes, which never lead out of it.</summary>
internal static class ObjectKey
{
    /// <summary>What names of files begin with that a replacement is being written to; 32 hex digits follow.</summary>
    public const string PartialPrefix = ".erasure-";

    private const int PartialDigits = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The path of the object.</summary>
    /// <exception cref="ArgumentException">The key leads out of the root, or is a name of the store's own.</exception>
    public static string ToPath(string root, string key)
    {
        string[] segments = key.Split('/');
        return segments.Any(segment => segment is "" or "." or ".." || segment.Contains('\0', StringComparison.Ordinal) || IsPartial(segment))
            ? throw new ArgumentException("The key isn't a path below the store's root.", nameof(key))
            : Path.Combine([root, .. segments]);
    }

    /// <summary>The name is one of the store's own, and nobody else's.</summary>
    public static bool IsPartial(string name) =>
        name.Length == PartialPrefix.Length + PartialDigits
        && name.StartsWith(PartialPrefix, StringComparison.Ordinal)
        && name.AsSpan(PartialPrefix.Length).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>Something between the root and the object, or the object itself, is a symbolic link, and may lead anywhere.</summary>
    public static bool IsLinked(string root, string key)
    {
        if (NativeFile.HasLink(root, key) is { } known)
        {
            return known;
        }

        string path = root;
        foreach (string segment in key.Split('/'))
        {
            path = Path.Combine(path, segment);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }
}
