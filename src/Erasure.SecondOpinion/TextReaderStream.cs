using System.Text;

namespace Erasure.SecondOpinion;

/// <summary>A text as UTF-8 bytes, without a byte order mark: what System.Text.Json reads.</summary>
internal sealed class TextReaderStream(TextReader reader) : Stream
{
    private readonly char[] characters = new char[16 << 10];
    private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    private byte[] bytes = [];
    private int start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether that is the first character but white space. Asked before anything is read.</summary>
    public async ValueTask<bool> StartsWithAsync(char first)
    {
        while (start == bytes.Length && await FillAsync(CancellationToken.None))
        {
            start += bytes.AsSpan(start).IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var spaces ? spaces : bytes.Length - start;
        }

        return start < bytes.Length && bytes[start] == first;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start == bytes.Length && !await FillAsync(cancellationToken))
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, bytes.Length - start);
        bytes.AsMemory(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        int read = await reader.ReadAsync(characters, cancellationToken);
        bytes = new byte[encoder.GetByteCount(characters, 0, read, flush: read == 0)];
        encoder.GetBytes(characters, 0, read, bytes, 0, flush: read == 0);
        start = 0;
        return bytes.Length > 0 || read > 0;
    }
}
