using System.Runtime.InteropServices;

namespace Erasure.Embedded.Objects;

/// <summary>The kernel's <c>struct statfs</c> of 64-bit architectures (statfs(2)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileSystemStatus
{
    private const long Overlay = 0x794c7630;

    [FieldOffset(0)]
    private readonly long type;

    [FieldOffset(56)]
    private readonly ulong id;

    /// <summary>A folder of it has another birth once it is written to.</summary>
    public bool IsOverlay => type == Overlay;

    /// <summary>Tells it from others: made of its UUID, or, by XFS, of its device's number. Empty where it has none, as on networks.</summary>
    public string Id => id == 0 ? "" : $"{id:x}";
}
