using Erasure.Parquet;

namespace Erasure.Host.CommandLine.Parquet;

/// <summary>A file that a command reads.</summary>
internal static class InputFile
{
    /// <exception cref="RefusalException">It is a folder.</exception>
    public static FileByteSource Open(FileInfo file) =>
        Directory.Exists(file.FullName) ? throw new RefusalException($"{file} is a folder: name a file.") : new FileByteSource(file.FullName);
}
