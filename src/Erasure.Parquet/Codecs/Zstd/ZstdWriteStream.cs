namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>Compresses to zstd, a frame for each few MiB: every decoder takes frames in a row for one text.</summary>
internal sealed class ZstdWriteStream(Stream target) : Stream
{
    private const int FrameLength = 1 << 22;

    private static readonly ZstdCodec Codec = new(NativeZstd.Instance);

    private readonly byte[] pending = new byte[FrameLength];
    private readonly byte[] frame = new byte[Codec.MaxCompressedLength(FrameLength)];
    private int pendingLength;
    private bool hasFrame;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, FrameLength - pendingLength);
            buffer[..count].CopyTo(pending.AsSpan(pendingLength));
            pendingLength += count;
            buffer = buffer[count..];
            if (pendingLength == FrameLength)
            {
                WriteFrame();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && (pendingLength > 0 || !hasFrame))
        {
            WriteFrame();
        }

        base.Dispose(disposing);
    }

    private void WriteFrame()
    {
        target.Write(frame.AsSpan(0, Codec.Compress(pending.AsSpan(0, pendingLength), frame)));
        pendingLength = 0;
        hasFrame = true;
    }
}
