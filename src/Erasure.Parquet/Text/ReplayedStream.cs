namespace Erasure.Parquet.Text;

/// <summary>A stream whose last read can be taken back, for decoders that read beyond their end. Asynchronous reads only.</summary>
internal sealed class ReplayedStream(Stream source) : ForwardStream
{
    private readonly byte[] last = new byte[1 << 13];
    private int lastLength;
    private ReadOnlyMemory<byte> replayed;

    /// <summary>What the last read gave.</summary>
    public ReadOnlyMemory<byte> Last => last.AsMemory(0, lastLength);

    /// <summary>Whether a read has found nothing more.</summary>
    public bool HasEnded { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(destination.Length, last.Length);
        if (replayed.IsEmpty)
        {
            count = await source.ReadAsync(destination[..count], cancellationToken);
        }
        else
        {
            count = Math.Min(count, replayed.Length);
            replayed[..count].CopyTo(destination);
            replayed = replayed[count..];
        }

        destination.Span[..count].CopyTo(last);
        lastLength = count;
        HasEnded |= count == 0 && destination.Length > 0;
        return count;
    }

    /// <summary>The next bytes: as many as asked, fewer only at the end.</summary>
    public async ValueTask<byte[]> ReadUpToAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        return bytes[..await this.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellationToken)];
    }

    /// <summary>Gives these bytes once more, before anything else.</summary>
    public void Replay(ReadOnlySpan<byte> bytes)
    {
        replayed = (byte[])[.. bytes, .. replayed.Span];
        HasEnded &= replayed.IsEmpty;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
