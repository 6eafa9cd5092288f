namespace Erasure.Core.Jobs;

/// <summary>An object that a listing showed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Place">Its <see cref="Objects.ObjectInfo.Place"/>; null where the store can't tell.</param>
internal sealed record SeenObject(string Key, string? Place)
{
    /// <summary>What tells a folder from any other, wherever it is: the first part of its <see cref="Place"/>.</summary>
    public static string? IdentityOf(string? place) => place?.Split('/', 2)[0];

    /// <summary>The folder that a key lies in, or that is above a folder; empty at the top.</summary>
    public static string FolderOf(string key) => key[..Math.Max(0, key.LastIndexOf('/'))];

    /// <summary>The place of the folder above one; null at the top, and where the store can't tell.</summary>
    public static string? Above(string? place) => place?.Split('/', 2) is [_, var above] ? above : null;

    /// <summary>The place of a folder in which objects were seen, however deep; null where the store can't tell.</summary>
    public static string? PlaceOf(string folder, IEnumerable<SeenObject> seen)
    {
        if (seen.FirstOrDefault(item => item.Place is not null && FolderOf(item.Key).Length >= folder.Length) is not { } shown)
        {
            return null;
        }

        string? place = shown.Place;
        for (string below = FolderOf(shown.Key); below.Length > folder.Length; below = FolderOf(below))
        {
            place = Above(place);
        }

        return place;
    }

    /// <summary>Number of a folder in its file system, whose own number may be another one after a restart.</summary>
    public static string? NumberOf(string? place) => IdentityOf(place)?.Split('-', 2)[^1];

    /// <summary>A file system of its own is mounted at the folder.</summary>
    public static bool IsMount(string? place) => place is not null && IsMount(place.Split('/'), level: 0);

    /// <summary>How many levels above a folder something was mounted and isn't any more; negative where that is so at none.</summary>
    public static int UnmountedAt(string? was, string? now)
    {
        string[] before = was?.Split('/') ?? [];
        string[] after = now?.Split('/') ?? [];
        int level = before.Length == after.Length ? before.Length - 1 : -1;
        while (level >= 0 && (!IsMount(before, level) || IsMount(after, level)))
        {
            level--;
        }

        return level;
    }

    private static bool IsMount(string[] place, int level) =>
        level < place.Length - 1 && !DeviceOf(place[level]).SequenceEqual(DeviceOf(place[level + 1]));

    private static ReadOnlySpan<char> DeviceOf(string identity) => identity.AsSpan(0, Math.Max(0, identity.IndexOf('-', StringComparison.Ordinal)));
}
