using Microsoft.Win32.SafeHandles;

namespace Erasure.Parquet;

/// <summary>A file on disk, opened for reading and shared with other readers.</summary>
public sealed class FileByteSource : IByteSource, IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly bool isOwn;

    /// <summary>Opens the file at <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    public FileByteSource(string path)
    {
        isOwn = true;
        handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>A file that is open for reading. Who opened it closes it.</summary>
    public FileByteSource(SafeFileHandle handle)
    {
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(handle, destination.Span, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file ends at byte {offset}.");
            }

            destination = destination[read..];
            offset += read;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isOwn)
        {
            handle.Dispose();
        }
    }
}
