using Erasure.Core.Objects;

namespace Erasure.Embedded.Objects;

/// <summary>Looks what stands at paths of the store.</summary>
internal static class FolderPlaces
{
    /// <summary>What stands at a path.</summary>
    public static FolderPlace Look(string path)
    {
        try
        {
            FileAttributes attributes = File.GetAttributes(path);
            return attributes.HasFlag(FileAttributes.ReparsePoint) ? FolderPlace.Link
                : attributes.HasFlag(FileAttributes.Directory) ? FolderPlace.Folder
                : NativeFile.Status(path) is { IsRegular: false } ? FolderPlace.Special
                : FolderPlace.File;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return FolderPlace.Nothing;
        }
        catch (UnauthorizedAccessException)
        {
            return FolderPlace.Denied;
        }
        catch (IOException failure)
        {
            return FileErrors.ReasonOf(failure) switch
            {
                null => FolderPlace.Unknown,
                NotListedException.TooDeep => FolderPlace.TooDeep,
                NotListedException.Link => FolderPlace.Link,
                StoreReasons.AccessDenied => FolderPlace.Denied,
                _ => FolderPlace.Refused,
            };
        }
    }

    /// <summary>Why nothing can be read at a path where a file was listed, as a code; null where the file is gone.</summary>
    public static string? ObstacleAt(string path) => Look(path) switch
    {
        FolderPlace.Nothing => null,
        FolderPlace.Link => NotListedException.Link,
        FolderPlace.Special => NotListedException.NotAFile,
        FolderPlace.Denied => NotListedException.AccessDenied,
        FolderPlace.TooDeep => NotListedException.TooDeep,
        FolderPlace.Refused => NotListedException.FileSystem,
        _ => NotListedException.NotListable,
    };

    /// <summary>The folder was removed, and what is above it is still there.</summary>
    /// <exception cref="NotListedException">The root is gone too.</exception>
    public static bool IsGone(string root, string folder)
    {
        if (folder == root)
        {
            throw NoRoot();
        }

        string parent = Path.GetDirectoryName(folder)!;
        return Look(folder) is FolderPlace.Nothing && (Look(parent) is FolderPlace.Folder || IsGone(root, parent));
    }

    /// <summary>Where a configured root is: at the end of the links that stand there.</summary>
    public static string RootAt(string folder)
    {
        DirectoryInfo info = new(folder);
        return Path.TrimEndingDirectorySeparator((info.ResolveLinkTarget(returnFinalTarget: true) ?? info).FullName);
    }

    /// <summary>Makes sure that a configured root is where it was.</summary>
    /// <exception cref="NotListedException">A link there leads elsewhere now: what everybody else sees as the lake isn't what this process works on.</exception>
    public static void RequireRoot(string folder, string root)
    {
        string now;
        try
        {
            now = RootAt(folder);
        }
        catch (IOException)
        {
            throw NoRoot();
        }

        if (now != root)
        {
            throw new NotListedException(NotListedException.RootMoved, "The lake's folder is a symbolic link that leads elsewhere than it did when this process started: start it again to work on what is there now.");
        }
    }

    /// <summary>Makes sure that a folder or file is there, and no link at it or above it.</summary>
    /// <exception cref="NotListedException">It isn't.</exception>
    public static void Locate(string root, string key)
    {
        Require(Look(root), isRoot: true);
        string path = root;
        string[] parts = key.Length == 0 ? [] : key.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            path = Path.Combine(path, parts[i]);
            FolderPlace place = parts[i] is "" or "." or ".." ? FolderPlace.Nothing : Look(path);
            Require(place is FolderPlace.File && i < parts.Length - 1 ? FolderPlace.Nothing : place, isRoot: false);
        }
    }

    /// <summary>
    /// What tells a folder and those above it from others that take their place, the innermost first: of each its device, number and birth, and where a file system is mounted at it, that one's id.
    /// Null where the system doesn't tell.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="above">The same of the folder above it; null for the root.</param>
    public static string? PlaceOf(string path, string? above)
    {
        if (NativeFile.Status(path) is not { } status)
        {
            return null;
        }

        bool isMount = status.IsMountRoot || (above is not null && !above.StartsWith($"{status.DeviceName}-", StringComparison.Ordinal));
        FileSystemStatus? system = isMount || !status.IsOnDevice ? NativeFile.FileSystem(path) : null;
        string identity = status.IdentityWith(status.IsOnDevice || system is { IsOverlay: false }) + (isMount ? $"@{system?.Id}" : "");
        return above is null ? identity : $"{identity}/{above}";
    }

    private static void Require(FolderPlace place, bool isRoot)
    {
        switch (place)
        {
            case FolderPlace.Folder:
            case FolderPlace.File when !isRoot:
                return;
            case FolderPlace.Link:
                throw new NotListedException(NotListedException.Link, "A symbolic link stands at the mapper's location or above it, and links aren't followed: name the place that it leads to, or mount it there.");
            case FolderPlace.Special:
                throw new NotListedException(NotListedException.NotAFile, "A pipe, a socket or a device stands at the mapper's location or above it: name the place of the data.");
            case FolderPlace.Denied:
                throw new NotListedException(NotListedException.AccessDenied, "The mapper's location can't be reached with the permissions of this process: let it enter and list every folder.");
            case FolderPlace.TooDeep:
                throw new NotListedException(NotListedException.TooDeep, "The mapper's location has a longer path than the system takes: move it to a shorter one.");
            case FolderPlace.Refused:
                throw new NotListedException(NotListedException.FileSystem, "The file system is damaged at the mapper's location, or can't do what is asked of it: check and repair it, then try again.");
            case FolderPlace.Unknown:
                throw new NotListedException(NotListedException.NotListable, "The file system fails at the mapper's location: check the volume, then try again.");
            default:
                throw isRoot ? NoRoot() : new NotListedException(NotListedException.NoSuchPrefix, "The mapper's folder or object isn't there: check that the lake's volume is mounted and how the prefix is spelled.");
        }
    }

    private static NotListedException NoRoot() => new(NotListedException.NoSuchRoot, "The lake's folder isn't there: check that its volume is mounted.");
}
