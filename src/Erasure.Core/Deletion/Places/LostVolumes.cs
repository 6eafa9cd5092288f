using Erasure.Core.Lake.Places;

namespace Erasure.Core.Deletion.Places;

/// <summary>The folders at which volumes were mounted when objects were seen below, and aren't any more, or others are: what lies there now says nothing of what those hold.</summary>
internal sealed class LostVolumes
{
    private readonly IReadOnlyDictionary<string, VolumeChange> changes;

    private LostVolumes(IReadOnlyDictionary<string, VolumeChange> changes, ILookup<string, string> folders)
    {
        this.changes = changes;
        Folders = folders;
    }

    /// <summary>The folders, each with those that are remembered below.</summary>
    public ILookup<string, string> Folders { get; }

    /// <summary>Compares what is remembered with what a listing shows.</summary>
    /// <param name="known">The folders that are remembered, each with its <see cref="SeenObject.Place"/>.</param>
    /// <param name="top">The mapper's own folder.</param>
    /// <param name="placeOf">The place of a folder as it is listed; null where nothing is shown below it.</param>
    /// <param name="seen">What is listed, but objects that aren't what was seen under their names: many volumes have a <c>data.csv</c>.</param>
    /// <param name="idOf">The id under which an object is remembered.</param>
    /// <param name="remembered">Ids of the objects that were seen before and aren't deleted by us; null where nobody knows them all.</param>
    /// <param name="isWhole">All that is below a folder is listed.</param>
    public static LostVolumes Of(
        IReadOnlyDictionary<string, string?> known,
        string top,
        Func<string, string?> placeOf,
        IEnumerable<SeenObject> seen,
        Func<SeenObject, string> idOf,
        IReadOnlyCollection<string>? remembered,
        Func<string, bool> isWhole)
    {
        Dictionary<string, VolumeChange> lost = new(StringComparer.Ordinal);
        List<(string Mount, string Folder)> below = [];
        foreach ((string folder, string? was) in known)
        {
            if (SeenObject.VolumeChangeAt(was, placeOf(folder)) is { Change: not VolumeChange.None and var change, Level: var level })
            {
                string mount = MountOf(folder, top, level);
                below.Add((mount, folder));
                lost[mount] = lost.TryGetValue(mount, out VolumeChange surest) && surest < change ? surest : change;
            }
        }

        foreach ((string mount, VolumeChange change) in lost.Where(pair => pair.Value != VolumeChange.Unmounted).ToArray())
        {
            if (IsExcused(mount, change))
            {
                lost.Remove(mount);
            }
        }

        return new(lost, below.Where(folder => lost.ContainsKey(folder.Mount)).ToLookup(folder => folder.Mount, folder => folder.Folder, StringComparer.Ordinal));

        // A copy of what was seen is as good; and what nobody can tell isn't said.
        bool IsExcused(string mount, VolumeChange change) => remembered switch
        {
            null => change == VolumeChange.Unknown,
            { Count: 0 } => true,
            _ when change == VolumeChange.Unknown && !isWhole(mount) => true,
            _ => seen.Where(item => IsBelow(item.Key, mount)).Select(idOf).Intersect(remembered, StringComparer.Ordinal).Any(),
        };
    }

    /// <summary>Another one is mounted there.</summary>
    public bool IsExchanged(string mount) => changes.GetValueOrDefault(mount) is VolumeChange.Exchanged or VolumeChange.Unknown;

    /// <summary>The object lies where one of them is to be.</summary>
    public bool Hides(SeenObject item) => changes.Keys.Any(mount => IsBelow(item.Key, mount));

    private static bool IsBelow(string key, string folder) => folder.Length == 0 || key.StartsWith($"{folder}/", StringComparison.Ordinal);

    // A mapper's own folder stands for all that is above it.
    private static string MountOf(string folder, string top, int level)
    {
        for (; level > 0 && folder.Length > top.Length; level--)
        {
            folder = SeenObject.FolderOf(folder);
        }

        return folder;
    }
}
