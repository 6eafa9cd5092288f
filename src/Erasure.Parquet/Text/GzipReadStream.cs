using System.IO.Compression;

namespace Erasure.Parquet.Text;

/// <summary>Decompresses gzip members to the last and notices a missing end, which <see cref="GZipStream"/> takes for a complete text. Asynchronous reads only.</summary>
/// <remarks>
/// A member of our own is put behind the source. Only where the source ends after a complete member does the text end with that member's text;
/// after half a member, or junk, it doesn't.
/// </remarks>
internal sealed class GzipReadStream(Stream source) : ForwardStream
{
    private static readonly byte[] Marker = "\0end of the source, so it was whole\0"u8.ToArray();

    private readonly GZipStream gzip = new(new FollowedStream(source, Compress(Marker)), CompressionMode.Decompress);
    private readonly byte[] buffer = new byte[(1 << 17) + Marker.Length];
    private int start;
    private int end;

    /// <exception cref="InvalidDataException">The source is not gzip, or not all of it.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (end - start <= Marker.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            int read = await gzip.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                return buffer.AsSpan(start, end - start).SequenceEqual(Marker) ? 0 : throw new InvalidDataException("The gzip stream is cut off, or bytes follow it.");
            }

            end += read;
        }

        int count = Math.Min(destination.Length, end - start - Marker.Length);
        buffer.AsSpan(start, count).CopyTo(destination.Span);
        start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] text)
    {
        using var target = new MemoryStream();
        using (var member = new GZipStream(target, CompressionLevel.Optimal))
        {
            member.Write(text);
        }

        return target.ToArray();
    }
}
