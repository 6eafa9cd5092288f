using System.Collections.Concurrent;

namespace Erasure.Embedded.Objects;

/// <summary>
/// The name of a file beside an object that this process is about to put in its place, or took out of it. Until it is disposed of it is this process's; what else is called so is left of a crash.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Underway = new(StringComparer.Ordinal);

    private readonly string name = $"{ObjectKey.PartialPrefix}{Guid.NewGuid():n}";

    public PartialFile(string folder)
    {
        Path = System.IO.Path.Combine(folder, name);
        Underway[name] = true;
    }

    public string Path { get; }

    public FileStream Create()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            // Nobody else's until it has the original's mode.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path, options);
    }

    public void Dispose() => Underway.TryRemove(name, out _);

    /// <summary>A file that was listed is there, and nobody of this process is at work on it.</summary>
    /// <remarks>Asked in this order: one that ceased to be underway since it was listed is removed by now, and no name comes twice.</remarks>
    public static bool IsLeft(string path) => !Underway.ContainsKey(System.IO.Path.GetFileName(path)) && FolderPlaces.Look(path) is not FolderPlace.Nothing;
}
