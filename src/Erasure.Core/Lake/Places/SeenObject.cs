namespace Erasure.Core.Lake.Places;

/// <summary>An object that a listing showed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Place">Its <see cref="Objects.ObjectInfo.Place"/>; null where the store can't tell.</param>
internal sealed record SeenObject(string Key, string? Place)
{
    /// <summary>Its length and when that was written: another object of the same name has another. Null where the store can't tell.</summary>
    public string? Stamp { get; init; }

    public static SeenObject Of(LakeObject item) => new(item.Key, item.Current?.Place) { Stamp = item.Current is { Written: { } written, Length: var length } ? $"{length:x}-{written.Ticks:x}" : null };

    /// <summary>The device and number of a folder: the same of all that may be it, wherever they are.</summary>
    public static string? NumberOf(string? place) => place?.Split('/', '~', '@')[0];

    /// <summary>Both are of one folder, in one place. What an earlier version remembered has no births.</summary>
    public static bool AreSame(string? was, string? now) => was is not null && now is not null && LevelsOf(was) == LevelsOf(now) && LiesIn(was, now);

    /// <summary>A folder is, or lies in, another one.</summary>
    public static bool LiesIn(string place, string folder)
    {
        FolderIdentity[] all = FolderIdentity.AllOf(place);
        FolderIdentity[] above = FolderIdentity.AllOf(folder);
        return all.Length >= above.Length && all[^above.Length..].Zip(above).All(pair => pair.First.IsOne(pair.Second));
    }

    /// <summary>Both are of one folder, wherever it is. Of a volume that an earlier version remembered the number tells nothing.</summary>
    public static bool AreOne(string? was, string? now) => was is not null && now is not null
        && FolderIdentity.AllOf(was) is [var before, ..] all && FolderIdentity.AllOf(now) is [var after, ..] && before.IsOne(after)
        && (before is not { Birth: null, Volume: null } || !IsMount(all, level: 0));

    /// <summary>Both are below one root of a store.</summary>
    public static bool HaveOneRoot(string place, string other) => FolderIdentity.AllOf(place)[^1].IsOne(FolderIdentity.AllOf(other)[^1]);

    /// <summary>The folder that a key lies in, or that is above a folder; empty at the top.</summary>
    public static string FolderOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];

    /// <summary>The same, so many levels up.</summary>
    public static string FolderOf(string key, int levels)
    {
        int end = key.Length;
        for (; levels > 0 && end > 0; levels--)
        {
            end = Math.Max(0, key.LastIndexOf('/', end - 1));
        }

        return key[..end];
    }

    /// <summary>The place so many levels up; null where there are fewer.</summary>
    public static string? Above(string? place, int levels)
    {
        int start = 0;
        for (; levels > 0 && start >= 0 && place is not null; levels--)
        {
            start = place.IndexOf('/', start) is >= 0 and var slash ? slash + 1 : -1;
        }

        return start < 0 ? null : place?[start..];
    }

    /// <summary>The place of the folder above one; null at the top, and where the store can't tell.</summary>
    public static string? Above(string? place) => place?.Split('/', 2) is [_, var above] ? above : null;

    /// <summary>The place of a folder in which objects were seen, however deep; null where the store can't tell.</summary>
    public static string? PlaceOf(string folder, IEnumerable<SeenObject> seen)
    {
        if (seen.FirstOrDefault(item => item.Place is not null && FolderOf(item.Key).Length >= folder.Length) is not { } shown)
        {
            return null;
        }

        return Above(shown.Place, FolderOf(shown.Key).AsSpan(folder.Length).Count('/') + (folder.Length == 0 && FolderOf(shown.Key).Length > 0 ? 1 : 0));
    }

    /// <summary>Both may be of one folder: a file system's own number may be another one after a restart.</summary>
    public static bool MayBeOne(string? was, string? now) => was is not null && now is not null && FolderIdentity.AllOf(was)[0].MayBeOne(FolderIdentity.AllOf(now)[0]);

    /// <summary>A file system of its own is mounted at the folder.</summary>
    public static bool IsMount(string? place) => IsMountedAt(place, level: 0);

    /// <summary>How many levels above the folder a file system of its own is mounted; very many where none is, or nobody can tell.</summary>
    public static int LevelsBelowMount(string? place)
    {
        FolderIdentity[] all = FolderIdentity.AllOf(place);
        return Enumerable.Range(0, all.Length).Cast<int?>().FirstOrDefault(level => IsMount(all, level!.Value)) ?? int.MaxValue;
    }

    /// <summary>A file system of its own is mounted so many levels above the folder.</summary>
    public static bool IsMountedAt(string? place, int level) => place is not null && IsMount(FolderIdentity.AllOf(place), level);

    /// <summary>What became of the volumes at a folder and above it, and how many levels above the folder: the surest, and of those the highest.</summary>
    public static (int Level, VolumeChange Change) VolumeChangeAt(string? was, string? now)
    {
        (int Level, VolumeChange Change) found = (0, VolumeChange.None);
        if (was is null || now is null || was == now || LevelsOf(was) != LevelsOf(now))
        {
            return found;
        }

        FolderIdentity[] before = FolderIdentity.AllOf(was);
        FolderIdentity[] after = FolderIdentity.AllOf(now);
        for (int level = before.Length - 1; level >= 0; level--)
        {
            if (VolumeChangeAt(before, after, level) is not VolumeChange.None and var change && (found.Change == VolumeChange.None || change < found.Change))
            {
                found = (level, change);
            }
        }

        return found;
    }

    private static VolumeChange VolumeChangeAt(FolderIdentity[] before, FolderIdentity[] after, int level)
    {
        bool isMount = IsMount(after, level);
        if (!isMount && before[level].IsOtherDevice(AboveOf(before, level)))
        {
            return VolumeChange.Unmounted;
        }

        return (isMount || IsMount(before, level) ? before[level].IsOneVolume(after[level]) : true) switch
        {
            true => VolumeChange.None,
            false => isMount ? VolumeChange.Exchanged : VolumeChange.Unmounted,
            null => VolumeChange.Unknown,
        };
    }

    private static bool IsMount(FolderIdentity[] place, int level) => level < place.Length && place[level].IsMount(AboveOf(place, level));

    private static FolderIdentity? AboveOf(FolderIdentity[] place, int level) => level + 1 < place.Length ? place[level + 1] : null;

    private static int LevelsOf(string place) => place.Count(c => c == '/');
}
