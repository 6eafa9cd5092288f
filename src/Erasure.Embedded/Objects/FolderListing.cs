using System.IO.Enumeration;
using Erasure.Core.Objects;

namespace Erasure.Embedded.Objects;

/// <summary>Walks a folder in the order of keys, one folder's names in memory at a time. Symbolic links are not followed, and told like whatever else can't be looked into.</summary>
internal static class FolderListing
{
    // Of what is gone by now, or is too deep to be looked at: who opens it is told.
    private const FileAttributes Unknown = (FileAttributes)(-1);

    private const char Undecoded = '\uFFFD';

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Files whose key begins with a prefix, and what stands among them that can't be looked into.</summary>
    /// <param name="root">The root.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="after">Only those behind this key; null for all.</param>
    /// <exception cref="NotListedException">A folder vanishes and comes back while it is walked over, or the root vanishes.</exception>
    public static IEnumerable<FolderEntry> Walk(string root, string prefix, string? after = null)
    {
        string folderKey = prefix[..(prefix.LastIndexOf('/') + 1)];
        (string path, string? place, FolderEntry? link) = Descend(root, folderKey);
        IEnumerable<FolderEntry> all = link is { } only ? [only] : path.Length == 0 ? [] : WalkFolder(root, path, folderKey, prefix[folderKey.Length..], after, place);
        return after is null ? all : all.SkipWhile(entry => KeyOrder.Instance.Compare(entry.Key, after) <= 0);
    }

    /// <summary>The file of one key, or the link in its place; and where its folder can't be listed, that. Of its neighbours none is looked at.</summary>
    /// <exception cref="NotListedException">The root vanishes.</exception>
    public static FolderEntry? Find(string root, string key)
    {
        string folderKey = key[..(key.LastIndexOf('/') + 1)];
        string name = key[folderKey.Length..];
        (string path, string? place, FolderEntry? link) = Descend(root, folderKey);
        if (link is not null || path.Length == 0 || name is "" or "." or ".." || name.Contains('\0', StringComparison.Ordinal))
        {
            return link;
        }

        if (Names(root, path, start: "", most: 1) is [{ Text: "", Obstacle: { } unlisted }])
        {
            return new FolderEntry(folderKey, path, place, unlisted);
        }

        string file = Path.Combine(path, name);
        FolderPlace there = FolderPlaces.Look(file);

        // By such a name a listing may show several, and of a folder what is in it.
        return name.Contains(Undecoded, StringComparison.Ordinal) || there is FolderPlace.Folder
            ? WalkFolder(root, path, folderKey, name, after: null, place).Where(entry => entry.Key == key || (entry.Obstacle is not null && entry.Key == $"{key}/")).Cast<FolderEntry?>().FirstOrDefault()
            : there is FolderPlace.Nothing ? null
            : new FolderEntry(key, file, place, there is FolderPlace.Link ? NotListedException.Link : null);
    }

    // Whoever may not list the root may well list a folder in it. No path where a key can't lead there, and the link where one is on the way.
    private static (string Path, string? Place, FolderEntry? Link) Descend(string root, string folderKey)
    {
        string path = root;
        string key = "";
        string? place = FolderPlaces.PlaceOf(root, above: null);
        foreach (string part in folderKey.Split('/', StringSplitOptions.None)[..^1])
        {
            if (part is "" or "." or ".." || part.Contains('\0', StringComparison.Ordinal))
            {
                return ("", null, null);
            }

            path = Path.Combine(path, part);
            key += part;
            switch (FolderPlaces.Look(path))
            {
                case FolderPlace.Link:
                    return (path, null, new FolderEntry(key, path, Obstacle: NotListedException.Link));
                case FolderPlace.File or FolderPlace.Special:
                    return ("", null, null);
            }

            key += "/";
            place = FolderPlaces.PlaceOf(path, place);
        }

        return (path, place, null);
    }

    /// <summary>What is told of a folder as <see cref="FolderEntry.Place"/> of all that lies in it; null where the system doesn't tell.</summary>
    public static string? PlaceOf(string root, string folder)
    {
        string path = root;
        string? place = FolderPlaces.PlaceOf(root, above: null);
        foreach (string part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            place = FolderPlaces.PlaceOf(path, place);
        }

        return place;
    }

    /// <summary>Keys of the folders below one in which nothing is but folders of that kind, those within first.</summary>
    public static IReadOnlyList<string> EmptyFolders(string root, string folder)
    {
        List<string> empty = [];
        string path = folder.Length == 0 ? root : ObjectKey.ToPath(root, folder);
        if (FolderPlaces.Look(path) is FolderPlace.Folder)
        {
            AddEmpty(root, path, folder.Length == 0 ? "" : $"{folder}/", empty);
        }

        return empty;
    }

    /// <summary>Something below a folder is wanted, or can't be looked into: names are read in no order, and no further than to the first of these.</summary>
    /// <param name="root">The root.</param>
    /// <param name="folder">The folder's path.</param>
    /// <param name="folderKey">Its key, with a slash at its end.</param>
    /// <param name="except">Key of a folder that isn't looked into, with a slash at its end.</param>
    /// <param name="isWanted">Which files will do.</param>
    public static bool Any(string root, string folder, string folderKey, string except, Func<FolderEntry, bool> isWanted)
    {
        try
        {
            foreach (Name name in new FileSystemEnumerable<Name>(folder, Read, Everything))
            {
                if (name is { IsFolder: true, Obstacle: null } && folderKey + name.Text == except)
                {
                    continue;
                }

                string path = Path.Combine(folder, name.Text.TrimEnd('/'));
                if (name.Obstacle is not null
                    || (name.Text.Contains(Undecoded, StringComparison.Ordinal) && FolderPlaces.Look(path) is FolderPlace.Nothing)
                    || (name.IsFolder ? Any(root, path, folderKey + name.Text, except, isWanted) : isWanted(new FolderEntry(folderKey + name.Text, path))))
                {
                    return true;
                }
            }

            return false;
        }
        catch (DirectoryNotFoundException)
        {
            return !FolderPlaces.IsGone(root, folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <returns>Nothing is in it.</returns>
    private static bool AddEmpty(string root, string folder, string folderKey, List<string> empty)
    {
        bool isEmpty = true;
        foreach (Name name in Names(root, folder, start: ""))
        {
            string text = name.Text.TrimEnd('/');
            if (name is { IsFolder: true, Obstacle: null } && AddEmpty(root, Path.Combine(folder, text), folderKey + name.Text, empty))
            {
                empty.Add(folderKey + text);
            }
            else
            {
                isEmpty = false;
            }
        }

        return isEmpty;
    }

    private static IEnumerable<FolderEntry> WalkFolder(string root, string folder, string folderKey, string start, string? after, string? place)
    {
        foreach (Name name in Names(root, folder, start))
        {
            string key = folderKey + name.Text;
            if (after is not null && !after.StartsWith(key, StringComparison.Ordinal) && KeyOrder.Instance.Compare(key, after) < 0)
            {
                // and so is all that is below it
                continue;
            }

            string path = Path.Combine(folder, name.Text.TrimEnd('/'));
            if (name is { IsFolder: true, Obstacle: null })
            {
                foreach (FolderEntry below in WalkFolder(root, path, key, "", after, FolderPlaces.PlaceOf(path, place)))
                {
                    yield return below;
                }
            }
            else
            {
                yield return new FolderEntry(key, path, place, name.Obstacle);
            }
        }
    }

    // Those that begin with a text. A folder sorts with its slash, so that "a.json" comes before "a/b.json" as it does among keys.
    private static List<Name> Names(string root, string folder, string start, int most = int.MaxValue)
    {
        List<Name> names;
        try
        {
            names = [.. new FileSystemEnumerable<Name>(folder, Read, Everything) { ShouldIncludePredicate = (ref entry) => entry.FileName.StartsWith(start, StringComparison.Ordinal) }.Take(most)];
        }
        catch (DirectoryNotFoundException)
        {
            // Removed while the walk was on its way: then its objects are gone too.
            return FolderPlaces.IsGone(root, folder) ? [] : [new Name("", IsFolder: false, NotListedException.NotListable)];
        }
        catch (UnauthorizedAccessException)
        {
            return [new Name("", IsFolder: false, NotListedException.AccessDenied)];
        }
        catch (IOException failure)
        {
            return [new Name("", IsFolder: false, FileErrors.ReasonOf(failure) ?? NotListedException.NotListable)];
        }

        MarkUndecoded(folder, names);

        names.Sort((left, right) => KeyOrder.Instance.Compare(left.Text, right.Text));
        return names;
    }

    private static Name Read(ref FileSystemEntry entry) => entry.Attributes is not Unknown and var attributes && attributes.HasFlag(FileAttributes.ReparsePoint)
        ? new Name(entry.FileName.ToString(), IsFolder: false, NotListedException.Link)
        : entry.IsDirectory
            ? new Name($"{entry.FileName}/", IsFolder: true, Obstacle: null)
            : new Name(entry.FileName.ToString(), IsFolder: false, Obstacle: null);

    // Bytes that aren't UTF-8 are read as U+FFFD, which a name may also hold by itself: then it leads to the file, and is there once.
    private static void MarkUndecoded(string folder, List<Name> names)
    {
        IEnumerable<int> odd = Enumerable.Range(0, names.Count).Where(i => names[i].Text.Contains(Undecoded, StringComparison.Ordinal));
        foreach (int[] same in odd.GroupBy(i => names[i].Text.TrimEnd('/'), StringComparer.Ordinal).Select(group => group.ToArray()).ToArray())
        {
            if (same.Length > 1 || FolderPlaces.Look(Path.Combine(folder, names[same[0]].Text.TrimEnd('/'))) is FolderPlace.Nothing)
            {
                Array.ForEach(same, i => names[i] = names[i] with { Obstacle = NotListedException.UndecodableName });
            }
        }
    }

    /// <summary>A name in a folder.</summary>
    /// <param name="Text">The name, of a folder with a slash at its end; empty for the folder itself.</param>
    /// <param name="IsFolder">It is a folder.</param>
    /// <param name="Obstacle">Why it can't be looked into; null where it can.</param>
    private readonly record struct Name(string Text, bool IsFolder, string? Obstacle);
}
