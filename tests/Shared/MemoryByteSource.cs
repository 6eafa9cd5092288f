using Erasure.Parquet;

namespace Erasure.Tests.Shared;

/// <summary>A source in memory that counts what is read of it.</summary>
internal sealed class MemoryByteSource(byte[] bytes) : IByteSource
{
    private long bytesRead;

    public long Length => bytes.Length;

    public long BytesRead => Interlocked.Read(ref bytesRead);

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset + destination.Length > bytes.Length)
        {
            throw new EndOfStreamException();
        }

        Interlocked.Add(ref bytesRead, destination.Length);
        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination.Span);
        return ValueTask.CompletedTask;
    }
}
