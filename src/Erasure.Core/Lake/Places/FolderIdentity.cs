namespace Erasure.Core.Lake.Places;

/// <summary>What tells a folder from any other: one part of a <see cref="SeenObject.Place"/>, <c>device-number~birth@volume</c>.</summary>
/// <param name="Device">The device that it is on. Another one may have that number after a restart, or once this one is unmounted.</param>
/// <param name="Number">Its number there: of folders at which volumes are mounted mostly the same, and used again once it is gone.</param>
/// <param name="Birth">When it was made; null where the file system doesn't keep that, or an earlier version of ours didn't.</param>
/// <param name="Volume">Where a volume is mounted at it, the volume's id, or an empty text where it has none. Null elsewhere, and as an earlier version remembered it.</param>
internal readonly record struct FolderIdentity(string Device, string Number, string? Birth, string? Volume)
{
    // Of folders that came with an image.
    private const string Never = "0.0";

    /// <summary>Reads one part of a place.</summary>
    public static FolderIdentity Of(string text)
    {
        string[] mount = text.Split('@', 2);
        string[] born = mount[0].Split('~', 2);
        int dash = born[0].IndexOf('-', StringComparison.Ordinal);
        return new(born[0][..Math.Max(0, dash)], born[0][(dash + 1)..], born is [_, var birth] ? birth : null, mount is [_, var volume] ? volume : null);
    }

    /// <summary>Reads a place, the innermost folder first.</summary>
    public static FolderIdentity[] AllOf(string? place) => [.. place?.Split('/').Select(Of) ?? []];

    /// <summary>A volume is mounted at it.</summary>
    public bool IsMount(FolderIdentity? above) => Volume is not null || IsOtherDevice(above);

    /// <summary>It is on another device than the folder above it.</summary>
    public bool IsOtherDevice(FolderIdentity? above) => above is { } folder && folder.Device != Device;

    /// <summary>Both are of one folder. One without a birth may be either.</summary>
    public bool IsOne(FolderIdentity other) => Device == other.Device && MayBeOne(other) && (Volume ?? "", other.Volume ?? "") is var (was, now) && (was == now || was.Length == 0 || now.Length == 0);

    /// <summary>Both may be of one folder: a file system's own number may be another one after a restart.</summary>
    public bool MayBeOne(FolderIdentity other) => Number == other.Number && (Birth is null || other.Birth is null || Birth == other.Birth);

    /// <summary>The volumes at two folders are one; null where nobody can tell.</summary>
    public bool? IsOneVolume(FolderIdentity other)
    {
        if (Number != other.Number)
        {
            return false;
        }

        bool? births = Birth is null or Never || other.Birth is null or Never ? null : Birth == other.Birth;

        // Whole seconds may be those of another volume that was formatted along with it. By finer ones it is the same, though XFS has another id on another device.
        if (births == false || (births == true && !Birth!.EndsWith(".0", StringComparison.Ordinal)))
        {
            return births;
        }

        bool? ids = Volume is null or "" || other.Volume is null or "" ? null : Volume == other.Volume;
        return ids ?? births ?? (Volume is not null && other.Volume is not null && Device == other.Device ? (bool?)true : null);
    }
}
