using Erasure.Embedded.Objects;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Files;

/// <summary>
/// A file that appears under its name only when it is whole and on disk. Until then it is beside that, called <c>NAME.</c>, 32 hex digits and <c>.partial</c>; what is left so of runs that were killed
/// is removed by the next one.
/// </summary>
public sealed class UnfinishedFile : IDisposable
{
    private const string Suffix = ".partial";

    private readonly string target;
    private readonly FileStream file;

    private UnfinishedFile(string target, string path, FileStream file)
    {
        this.target = target;
        Path = path;
        this.file = file;
    }

    /// <summary>Where it is until it is finished.</summary>
    public string Path { get; }

    /// <summary>It, open for reading and writing.</summary>
    public SafeFileHandle Handle => file.SafeFileHandle;

    /// <summary>Begins it.</summary>
    /// <param name="target">The file to make.</param>
    /// <param name="isPrivate">Nobody but its owner may read it.</param>
    /// <exception cref="IOException">The target is there already, or its folder can't be written.</exception>
    public static UnfinishedFile Create(string target, bool isPrivate)
    {
        string full = System.IO.Path.GetFullPath(target);
        if (System.IO.Path.Exists(full))
        {
            throw new IOException($"{full} exists: name a file that doesn't.");
        }

        Sweep(full);
        string path = $"{full}.{Guid.NewGuid():N}{Suffix}";
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,

            // Tells the next run that this one lives. Elsewhere than on Windows it keeps only those out who ask.
            Share = OperatingSystem.IsWindows() ? FileShare.ReadWrite : FileShare.None,
        };
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new UnfinishedFile(full, path, new FileStream(path, options));
    }

    /// <summary>Gives it its name, once it is on disk.</summary>
    /// <exception cref="IOException">It can't be flushed, or somebody made the target meanwhile.</exception>
    public void Finish()
    {
        RandomAccess.FlushToDisk(Handle);
        file.Dispose();
        File.Move(Path, target);
        NativeFile.FlushFolder(System.IO.Path.GetDirectoryName(target)!);
    }

    /// <summary>Removes it, where it wasn't finished.</summary>
    public void Dispose()
    {
        file.Dispose();
        File.Delete(Path);
    }

    // One that a run still writes holds a lock.
    private static void Sweep(string target)
    {
        string folder = System.IO.Path.GetDirectoryName(target)!;
        string start = $"{target}.";
        foreach (string left in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, $"*{Suffix}") : [])
        {
            if (!left.StartsWith(start, StringComparison.Ordinal) || !Guid.TryParseExact(left[start.Length..^Suffix.Length], "N", out _))
            {
                continue;
            }

            try
            {
                using (new FileStream(left, FileMode.Open, FileAccess.Write, FileShare.None))
                {
                    File.Delete(left);
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Another run's, or another user's.
            }
        }
    }
}
