using System.Runtime.InteropServices;

namespace Erasure.Embedded.Objects;

/// <summary>The kernel's <c>struct statx</c>, which is laid out alike on every architecture (statx(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const uint KindMask = 0xf000;
    private const uint RegularFile = 0x8000;
    private const uint Folder = 0x4000;
    private const uint HasBirth = 0x800;
    private const ulong MountRoot = 0x2000;

    [FieldOffset(0)]
    private readonly uint known;

    [FieldOffset(8)]
    private readonly ulong attributes;

    [FieldOffset(20)]
    private readonly uint owner;

    [FieldOffset(24)]
    private readonly uint group;

    [FieldOffset(28)]
    private readonly ushort mode;

    [FieldOffset(32)]
    private readonly ulong inode;

    [FieldOffset(40)]
    private readonly ulong length;

    [FieldOffset(80)]
    private readonly long bornSeconds;

    [FieldOffset(88)]
    private readonly uint bornNanoseconds;

    [FieldOffset(96)]
    private readonly long changedSeconds;

    [FieldOffset(104)]
    private readonly uint changedNanoseconds;

    [FieldOffset(136)]
    private readonly uint deviceMajor;

    [FieldOffset(140)]
    private readonly uint deviceMinor;

    public uint Owner => owner;

    public uint Group => group;

    public uint Mode => mode;

    /// <summary>It is a file with bytes of its own; no folder, link, pipe, socket or device.</summary>
    public bool IsRegular => (mode & KindMask) == RegularFile;

    /// <summary>It is a folder.</summary>
    public bool IsFolder => (mode & KindMask) == Folder;

    /// <summary>Number of the file in its file system: a new one each time that it is replaced by renaming.</summary>
    public ulong Inode => inode;

    /// <summary>Bytes.</summary>
    public long Length => (long)length;

    /// <summary>The file system that it is in.</summary>
    public (uint Major, uint Minor) Device => (deviceMajor, deviceMinor);

    /// <summary>The same as a text.</summary>
    public string DeviceName => $"{deviceMajor:x}.{deviceMinor:x}";

    /// <summary>It is on a device that isn't shared by name alone, as disks are; a network's file system, one in memory and an overlay have none.</summary>
    public bool IsOnDevice => deviceMajor != 0;

    /// <summary>A file system is mounted at the folder, be it a part of one that is mounted elsewhere too.</summary>
    public bool IsMountRoot => (attributes & MountRoot) != 0;

    /// <summary>
    /// Tells the file from every other one, in whatever file system: on disks, numbers are used again by files of another birth. Where a file system doesn't keep that, only from those that are there
    /// now.
    /// </summary>
    public string Identity => IdentityWith(isBirthKept: IsOnDevice);

    /// <summary>The same, where the caller knows whether births can be relied on.</summary>
    public string IdentityWith(bool isBirthKept) =>
        $"{DeviceName}-{inode:x}{((known & HasBirth) != 0 && isBirthKept ? $"~{bornSeconds:x}.{bornNanoseconds:x}" : "")}";

    /// <summary>When bytes, name or attributes last changed; no program can set it back.</summary>
    public string Changed => $"{changedSeconds:x}.{changedNanoseconds:x}";

    /// <summary>The same as a time.</summary>
    public DateTimeOffset ChangedAt => DateTimeOffset.FromUnixTimeSeconds(changedSeconds).AddTicks(changedNanoseconds / TimeSpan.NanosecondsPerTick);
}
