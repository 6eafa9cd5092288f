using System.Runtime.InteropServices;

namespace Erasure.Embedded.Objects;

/// <summary>The kernel's <c>struct statx</c>, which is laid out alike on every architecture (statx(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const uint KindMask = 0xf000;
    private const uint RegularFile = 0x8000;
    private const uint HasBirth = 0x800;

    [FieldOffset(0)]
    private readonly uint known;

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

    /// <summary>Number of the file in its file system: a new one each time that it is replaced by renaming.</summary>
    public ulong Inode => inode;

    /// <summary>Bytes.</summary>
    public long Length => (long)length;

    /// <summary>The file system that it is in.</summary>
    public (uint Major, uint Minor) Device => (deviceMajor, deviceMinor);

    /// <summary>Tells the file from every other one, in whatever file system: on disks, numbers are used again by files of another birth. Where a file system doesn't keep that, only from those that are there now.</summary>
    public string Identity => $"{deviceMajor:x}.{deviceMinor:x}-{inode:x}{(IsBirthKept ? $"~{bornSeconds:x}.{bornNanoseconds:x}" : "")}";

    // What is on no device of its own uses few numbers twice; and an overlay's folder has another birth once it is written to.
    private bool IsBirthKept => (known & HasBirth) != 0 && deviceMajor != 0;

    /// <summary>When bytes, name or attributes last changed; no program can set it back.</summary>
    public string Changed => $"{changedSeconds:x}.{changedNanoseconds:x}";

    /// <summary>The same as a time.</summary>
    public DateTimeOffset ChangedAt => DateTimeOffset.FromUnixTimeSeconds(changedSeconds).AddTicks(changedNanoseconds / TimeSpan.NanosecondsPerTick);
}
