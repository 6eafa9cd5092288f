using Erasure.Parquet;

namespace Erasure.SecondOpinion;

/// <summary>A byte source as the seekable stream that libraries want. Small reads are served from larger ones.</summary>
/// <param name="source">The bytes.</param>
/// <param name="stopping">Ends every reading: not all libraries take a token, or hand it on.</param>
internal sealed class ByteSourceStream(IByteSource source, CancellationToken stopping) : Stream
{
    private const int Window = 256 << 10;

    private byte[] window = [];
    private long start;
    private long position;

    /// <summary>What the source failed with; null where it didn't.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position
    {
        get => position;
        set => position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, Length - position));
        if (count == 0)
        {
            return 0;
        }

        try
        {
            stopping.ThrowIfCancellationRequested();
            if (count >= Window)
            {
                await source.ReadAsync(position, buffer[..count], cancellationToken);
                position += count;
                return count;
            }

            if (position < start || position >= start + window.Length)
            {
                window = new byte[(int)Math.Min(Window, Length - position)];
                start = position;
                await source.ReadAsync(position, window, cancellationToken);
            }
        }
        catch (Exception failure)
        {
            window = [];
            Failure ??= failure;
            throw;
        }

        count = (int)Math.Min(count, start + window.Length - position);
        window.AsMemory((int)(position - start), count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Parquet.Net reads some of a file without waiting.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
