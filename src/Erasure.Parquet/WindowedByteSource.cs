using Erasure.Parquet.Buffers;

namespace Erasure.Parquet;

/// <summary>Serves many small reads that go forward from few larger ones: each read of a remote object costs a request. For one reader at a time.</summary>
internal sealed class WindowedByteSource(IByteSource source, int windowBytes) : IByteSource, IDisposable
{
    private readonly ByteBuffer window = new();
    private long start;

    public long Length => source.Length;

    public async ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.Length > windowBytes)
        {
            await source.ReadAsync(offset, destination, cancellationToken);
            return;
        }

        if (offset < start || offset + destination.Length > start + window.Length)
        {
            window.Reset((int)Math.Clamp(source.Length - offset, destination.Length, windowBytes));
            start = offset;
            await source.ReadAsync(offset, window.Memory, cancellationToken);
        }

        window.Memory.Slice((int)(offset - start), destination.Length).CopyTo(destination);
    }

    public void Dispose() => window.Dispose();
}
