using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Objects;

/// <summary>What tells that a file is still the one that was read.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Written">When its bytes last changed, as far as the writer lets it be known.</param>
/// <param name="Inode">Number of the file in its file system; null where the system doesn't tell.</param>
/// <param name="Changed">When anything of it last changed, its name too; empty where the system doesn't tell.</param>
internal sealed record Fingerprint(long Length, DateTimeOffset Written, ulong? Inode, string Changed)
{
    /// <summary>When the file came to be what it is under its name, be it by renaming an older one.</summary>
    public DateTimeOffset Since { get; private init; } = Written;

    /// <summary>Tells the file from every other one, however often it is written; null where the system doesn't tell.</summary>
    public string? File { get; private init; }

    /// <summary>As an object's version.</summary>
    public string Version => $"{Length:x}-{Written.Ticks:x}-{Inode:x}-{Changed}";

    /// <summary>The same file with the same bytes, maybe under another name.</summary>
    public bool HasSameBytes(Fingerprint? other) => other is not null && this with { Changed = other.Changed, Since = other.Since } == other;

    public static Fingerprint Of(SafeFileHandle file) =>
        Of(RandomAccess.GetLength(file), System.IO.File.GetLastWriteTimeUtc(file), NativeFile.Status(file));

    /// <summary>The fingerprint of the file at a path; null where there is none, or something else.</summary>
    public static Fingerprint? Of(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.LinkTarget is not null)
        {
            return null;
        }

        FileStatus? status = NativeFile.Status(path);
        return status is { IsRegular: false } ? null : Of(file.Length, file.LastWriteTimeUtc, status);
    }

    private static Fingerprint Of(long length, DateTime written, FileStatus? status) =>
        Of(length, new DateTimeOffset(written, TimeSpan.Zero), status);

    private static Fingerprint Of(long length, DateTimeOffset written, FileStatus? status) => new(length, written, status?.Inode, status?.Changed ?? "")
    {
        File = status?.Identity,
        Since = status?.ChangedAt > written ? status.Value.ChangedAt : written,
    };
}
