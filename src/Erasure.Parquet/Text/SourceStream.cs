namespace Erasure.Parquet.Text;

/// <summary>A byte source from its beginning to its end, in large reads. Asynchronous reads only.</summary>
internal sealed class SourceStream(IByteSource source) : ForwardStream
{
    private const int ReadLength = 1 << 20;

    private readonly byte[] buffer = new byte[(int)Math.Clamp(source.Length, 1, ReadLength)];
    private int start;
    private int end;

    /// <summary>Bytes read from the source so far.</summary>
    public long BytesRead { get; private set; }

    public override long Length => source.Length;

    /// <summary>The next bytes, without moving on: as many as asked, fewer only at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken cancellationToken)
    {
        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        return buffer.AsMemory(start, Math.Min(count, end - start));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (start == end)
        {
            await FillAsync(cancellationToken);
        }

        int count = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, count).CopyTo(destination.Span);
        start += count;
        return count;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        int count = (int)Math.Min(buffer.Length, source.Length - BytesRead);
        await source.ReadAsync(BytesRead, buffer.AsMemory(0, count), cancellationToken);
        (start, end) = (0, count);
        BytesRead += count;
    }
}
