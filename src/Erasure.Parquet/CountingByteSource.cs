namespace Erasure.Parquet;

/// <summary>Counts the bytes that are read from a source.</summary>
internal sealed class CountingByteSource(IByteSource source) : IByteSource
{
    private long bytesRead;

    public long Length => source.Length;

    public long BytesRead => Interlocked.Read(ref bytesRead);

    public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref bytesRead, destination.Length);
        return source.ReadAsync(offset, destination, cancellationToken);
    }
}
