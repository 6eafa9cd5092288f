using System.Text;
using Erasure.Parquet.Text;

namespace Erasure.SecondOpinion;

/// <summary>A text as UTF-8 bytes, without a byte order mark: what System.Text.Json reads.</summary>
internal sealed class TextReaderStream(TextReader reader) : ForwardStream
{
    private readonly char[] characters = new char[16 << 10];
    private readonly Encoder encoder = Encoding.UTF8.GetEncoder();
    private byte[] bytes = [];
    private int start;

    /// <summary>Whether that is the first character but white space. Asked before anything is read.</summary>
    public async ValueTask<bool> StartsWithAsync(char first)
    {
        while (start == bytes.Length && await FillAsync(CancellationToken.None))
        {
            start += bytes.AsSpan(start).IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var spaces ? spaces : bytes.Length - start;
        }

        return start < bytes.Length && bytes[start] == first;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (start == bytes.Length && !await FillAsync(cancellationToken))
        {
            return 0;
        }

        int count = Math.Min(destination.Length, bytes.Length - start);
        bytes.AsMemory(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        int read = await reader.ReadAsync(characters, cancellationToken);
        bytes = new byte[encoder.GetByteCount(characters, 0, read, flush: read == 0)];
        encoder.GetBytes(characters, 0, read, bytes, 0, flush: read == 0);
        start = 0;
        return bytes.Length > 0 || read > 0;
    }
}
