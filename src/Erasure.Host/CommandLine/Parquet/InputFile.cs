using Erasure.Embedded.Files;
using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>A file that a command reads here and there.</summary>
internal static class InputFile
{
    /// <exception cref="RefusalException">It is a folder, a pipe or a device.</exception>
    public static FileByteSource Open(FileInfo file) =>
        Directory.Exists(file.FullName) ? throw new RefusalException(RefusalException.NotAFile, $"{file} is a folder: name a file.")
        : EndlessFile.IsAt(file.FullName) ? throw new RefusalException(RefusalException.NotAFile, $"{file} is a pipe, a socket or a device, which can't be read here and there: name a file.")
        : new FileByteSource(file.FullName);
}
