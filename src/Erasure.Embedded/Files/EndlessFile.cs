using Erasure.Embedded.Objects;

namespace Erasure.Embedded.Files;

/// <summary>What looks like a file and is none: whoever opens a pipe waits for somebody to write into it, and a device may never end.</summary>
public static class EndlessFile
{
    /// <summary>A pipe, a socket or a device is there. False where nobody can tell.</summary>
    public static bool IsAt(string path) => NativeFile.StatusOfTarget(path) is { IsRegular: false, IsFolder: false };
}
