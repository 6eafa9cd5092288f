namespace Erasure.Core.Jobs;

/// <summary>An object that a listing showed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Place">Its <see cref="Objects.ObjectInfo.Place"/>; null where the store can't tell.</param>
internal sealed record SeenObject(string Key, string? Place)
{
    /// <summary>What tells a folder from any other, wherever it is: the first part of its <see cref="Place"/>, which is device, number, and, where the file system has it, the time of its birth, since numbers are used again.</summary>
    public static string? IdentityOf(string? place) => place?.Split('/', 2)[0];

    /// <summary>The same as an earlier version remembered it.</summary>
    public static string? WithoutBirth(string? identity) => identity?.Split('~', 2)[0];

    /// <summary>Both are of one folder, in one place. What an earlier version remembered has no births.</summary>
    public static bool AreSame(string? was, string? now) =>
        was == now || (was is not null && now is not null && was.Split('/') is var before && now.Split('/') is var after && before.Length == after.Length && before.Zip(after).All(pair => IsOne(pair.First, pair.Second)));

    /// <summary>Both are of one folder, wherever it is.</summary>
    public static bool AreOne(string? was, string? now) => IdentityOf(was) is { } before && IdentityOf(now) is { } after && IsOne(before, after);

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

    /// <summary>Both may be of one folder: a file system's own number may be another one after a restart.</summary>
    public static bool MayBeOne(string? was, string? now) =>
        IdentityOf(was) is { } before && IdentityOf(now) is { } after && IsOne(before[(before.IndexOf('-', StringComparison.Ordinal) + 1)..], after[(after.IndexOf('-', StringComparison.Ordinal) + 1)..]);

    /// <summary>A file system of its own is mounted at the folder.</summary>
    public static bool IsMount(string? place) => IsMountedAt(place, level: 0);

    /// <summary>A file system of its own is mounted so many levels above the folder.</summary>
    public static bool IsMountedAt(string? place, int level) => place is not null && IsMount(place.Split('/'), level);

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

    // One without a birth may be either.
    private static bool IsOne(string was, string now) =>
        was == now || was.StartsWith($"{now}~", StringComparison.Ordinal) || now.StartsWith($"{was}~", StringComparison.Ordinal);

    private static bool IsMount(string[] place, int level) =>
        level < place.Length - 1 && !DeviceOf(place[level]).SequenceEqual(DeviceOf(place[level + 1]));

    private static ReadOnlySpan<char> DeviceOf(string identity) => identity.AsSpan(0, Math.Max(0, identity.IndexOf('-', StringComparison.Ordinal)));
}
