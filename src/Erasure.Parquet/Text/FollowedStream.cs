namespace Erasure.Parquet.Text;

/// <summary>A stream and then some more bytes. Asynchronous reads only.</summary>
internal sealed class FollowedStream(Stream first, ReadOnlyMemory<byte> then) : ForwardStream
{
    private ReadOnlyMemory<byte> rest = then;
    private bool firstEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (!firstEnded)
        {
            int read = await first.ReadAsync(destination, cancellationToken);
            if (read > 0)
            {
                return read;
            }

            firstEnded = true;
        }

        int count = Math.Min(destination.Length, rest.Length);
        rest.Span[..count].CopyTo(destination.Span);
        rest = rest[count..];
        return count;
    }
}
