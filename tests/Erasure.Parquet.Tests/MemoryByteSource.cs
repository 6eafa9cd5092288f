namespace Erasure.Parquet.Tests;

/// <summary>A file in memory.</summary>
internal sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    public long Length => bytes.Length;

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset + destination.Length > bytes.Length)
        {
            throw new EndOfStreamException($"The range {offset}+{destination.Length} ends past {bytes.Length}.");
        }

        bytes.Slice((int)offset, destination.Length).CopyTo(destination);
        return ValueTask.CompletedTask;
    }
}
