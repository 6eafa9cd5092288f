using Microsoft.Win32.SafeHandles;

namespace Erasure.Parquet;

/// <summary>A source whose bytes are those of an open file, from its first to its last: the system can copy ranges of it by itself.</summary>
public interface IFileByteSource : IByteSource
{
    /// <summary>The open file. It stays the source's to close.</summary>
    SafeFileHandle Handle { get; }
}
