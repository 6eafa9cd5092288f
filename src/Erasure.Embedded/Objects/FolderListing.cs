using Erasure.Core.Objects;

namespace Erasure.Embedded.Objects;

/// <summary>Walks a folder in the order of keys, one folder's names in memory at a time. Symbolic links are not followed.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Files whose key begins with <paramref name="prefix"/>, as key and path.</summary>
    public static IEnumerable<(string Key, string Path)> Walk(string root, string prefix) => WalkFolder(root, "", prefix);

    private static IEnumerable<(string Key, string Path)> WalkFolder(string folder, string folderKey, string prefix)
    {
        foreach ((string name, bool isFolder) in Names(folder))
        {
            string key = folderKey + name;
            string path = Path.Combine(folder, isFolder ? name[..^1] : name);
            if (isFolder && (key.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(key, StringComparison.Ordinal)))
            {
                foreach ((string, string) below in WalkFolder(path, key, prefix))
                {
                    yield return below;
                }
            }
            else if (!isFolder && key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return (key, path);
            }
        }
    }

    // A folder sorts with its slash, so that "a.json" comes before "a/b.json" as it does among keys.
    private static List<(string Name, bool IsFolder)> Names(string folder)
    {
        List<(string Name, bool IsFolder)> names = [];
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
            {
                bool isFolder = entry is DirectoryInfo;
                names.Add((isFolder ? entry.Name + "/" : entry.Name, isFolder));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Removed while the walk was on its way: then its objects are gone too.
            return [];
        }

        names.Sort((left, right) => KeyOrder.Instance.Compare(left.Name, right.Name));
        return names;
    }
}
