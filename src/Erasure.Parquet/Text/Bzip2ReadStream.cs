using SharpCompress.Common;
using SharpCompress.Compressors.BZip2;
using CompressionMode = SharpCompress.Compressors.CompressionMode;

namespace Erasure.Parquet.Text;

/// <summary>Decompresses bzip2, several streams behind one another too, and tells where it ends too early. Asynchronous reads only.</summary>
internal sealed class Bzip2ReadStream(Stream source) : ForwardStream
{
    private readonly ReplayedStream input = new(source);
    private BZip2Stream? decoder;
    private long length;

    /// <exception cref="RefusedException">The bzip2 stream ends too early, or something else follows.</exception>
    /// <exception cref="InvalidDataException">The source is not bzip2.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        try
        {
            decoder ??= await BZip2Stream.CreateAsync(input, CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: true, cancellationToken: cancellationToken);
            int count = await decoder.ReadAsync(destination, cancellationToken);
            length += count;

            // the decoder takes some bytes behind a stream for its end
            return count > 0 || (await input.ReadUpToAsync(1, cancellationToken)).Length == 0
                ? count
                : throw new RefusedException(RefusalCode.Corrupt, $"Bytes that aren't bzip2 follow the bzip2 stream, which ends after {length} bytes of text.");
        }
        catch (Exception exception) when (exception is SharpCompressException or IndexOutOfRangeException or EndOfStreamException)
        {
            throw input.HasEnded
                ? new RefusedException(RefusalCode.Corrupt, $"The bzip2 stream ends too early, after {length} bytes of text: it was cut off.", exception)
                : new InvalidDataException("Not bzip2.", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder?.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
