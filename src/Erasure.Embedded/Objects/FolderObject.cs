using Erasure.Core.Objects;
using Erasure.Parquet;
using Microsoft.Win32.SafeHandles;

namespace Erasure.Embedded.Objects;

/// <summary>An open file of a folder store. Holds on to the bytes that were opened even if another file takes the name.</summary>
internal sealed class FolderObject : IOpenObject
{
    public FolderObject(string key, string path, SafeFileHandle handle)
    {
        Path = path;
        Handle = handle;
        Fingerprint = Fingerprint.Of(handle);
        Info = Describe(key, Fingerprint);
    }

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    public Fingerprint Fingerprint { get; }

    public ObjectInfo Info { get; }

    public long Length => Info.Length;

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(Handle, destination.Span, offset);
            if (read == 0)
            {
                throw new EndOfStreamException($"The object ends at byte {offset}.");
            }

            destination = destination[read..];
            offset += read;
        }

        return ValueTask.CompletedTask;
    }

    public static ObjectInfo Describe(string key, Fingerprint fingerprint) =>
        new(key, fingerprint.Length, fingerprint.Version, fingerprint.Since) { File = fingerprint.File, Written = fingerprint.Written };

    public ValueTask DisposeAsync()
    {
        Handle.Dispose();
        return ValueTask.CompletedTask;
    }
}
