using System.Buffers.Binary;
using System.IO.Compression;
using Erasure.Parquet.Pages;

namespace Erasure.Parquet.Text;

/// <summary>
/// Decompresses gzip (RFC 1952) to its last member, zeros behind it apart, and tells where it ends too early, which <see cref="GZipStream"/> takes for a complete text. Asynchronous reads only.
/// </summary>
internal sealed class GzipReadStream(Stream source) : ForwardStream
{
    private const int TrailerLength = 8;

    private readonly ReplayedStream input = new(source);
    private DeflateStream? member;
    private bool hasBegun;
    private bool isEnd;
    private uint checksum;
    private uint memberLength;
    private long length;

    /// <exception cref="RefusedException">The gzip stream ends too early, a checksum doesn't fit, or something else follows.</exception>
    /// <exception cref="InvalidDataException">The source is not gzip.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (!isEnd)
        {
            if (member is null && !await BeginMemberAsync(cancellationToken))
            {
                isEnd = true;
                break;
            }

            int count = await member!.ReadAsync(destination, cancellationToken);
            if (count > 0)
            {
                checksum = Crc32.Compute(destination.Span[..count], checksum);
                memberLength += (uint)count;
                length += count;
                return count;
            }

            await EndMemberAsync(cancellationToken);
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            member?.Dispose();
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> BeginMemberAsync(CancellationToken cancellationToken)
    {
        byte[] first = await input.ReadUpToAsync(1, cancellationToken);
        if (hasBegun && (first.Length == 0 || first[0] == 0))
        {
            // tapes and block devices pad with zeros, and gzip(1) reads over them
            await SkipZerosAsync(cancellationToken);
            return false;
        }

        byte[] rest = await input.ReadUpToAsync(9, cancellationToken);
        if (first.Length + rest.Length < 10)
        {
            throw EndsTooEarly();
        }

        if (first[0] != 0x1f || rest[0] != 0x8b || rest[1] != 8 || (rest[2] & 0xe0) != 0)
        {
            throw hasBegun ? Followed() : new InvalidDataException("No gzip member.");
        }

        await SkipNamesAsync(rest[2], cancellationToken);
        hasBegun = true;
        (checksum, memberLength) = (0, 0);
        member = new DeflateStream(input, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    /// <summary>Skips what may stand between header and body.</summary>
    private async ValueTask SkipNamesAsync(byte flags, CancellationToken cancellationToken)
    {
        if ((flags & 4) != 0)
        {
            _ = await ReadAsync(BinaryPrimitives.ReadUInt16LittleEndian(await ReadAsync(2)));
        }

        for (int texts = ((flags >> 3) & 1) + ((flags >> 4) & 1); texts > 0; texts--)
        {
            while ((await ReadAsync(1))[0] != 0)
            {
            }
        }

        if ((flags & 2) != 0)
        {
            _ = await ReadAsync(2);
        }

        async ValueTask<byte[]> ReadAsync(int count)
        {
            byte[] bytes = await input.ReadUpToAsync(count, cancellationToken);
            return bytes.Length == count ? bytes : throw EndsTooEarly();
        }
    }

    /// <summary>Finds the member's trailer: the decoder doesn't say where its input ended, only that it lies in what it read last.</summary>
    private async ValueTask EndMemberAsync(CancellationToken cancellationToken)
    {
        if (input.HasEnded)
        {
            throw EndsTooEarly();
        }

        var trailer = new byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), memberLength);
        byte[] last = input.Last.ToArray();
        byte[] more = await input.ReadUpToAsync(TrailerLength, cancellationToken);
        byte[] tail = [.. last, .. more];
        int at = tail.AsSpan().IndexOf(trailer);
        if (at < 0)
        {
            throw more.Length == TrailerLength
                ? new RefusedException(RefusalCode.ChecksumMismatch, $"A gzip member that ends after {length} bytes of text has no checksum that fits them.")
                : EndsInside(tail, trailer)
                    ? EndsTooEarly()
                    : new RefusedException(RefusalCode.Corrupt, $"The gzip stream ends too early, behind its {length} bytes of text, or its checksum is damaged.");
        }

        input.Replay(tail.AsSpan(at + TrailerLength));
        await member!.DisposeAsync();
        member = null;
        if ((checksum, memberLength) == (0, 0))
        {
            await PassZerosAsync(cancellationToken);
        }
    }

    /// <summary>An empty member's trailer is zeros, and so may be the last byte of its body: whatever is next begins behind them.</summary>
    private async ValueTask PassZerosAsync(CancellationToken cancellationToken)
    {
        byte[] next;
        do
        {
            next = await input.ReadUpToAsync(1, cancellationToken);
        }
        while (next is [0]);

        input.Replay(next);
    }

    private static bool EndsInside(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> trailer)
    {
        for (int count = TrailerLength - 1; count > 0; count--)
        {
            if (tail.EndsWith(trailer[..count]))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask SkipZerosAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 13];
        for (int count = 1; count > 0;)
        {
            count = await input.ReadAsync(buffer, cancellationToken);
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                throw Followed();
            }
        }
    }

    private RefusedException EndsTooEarly() => new(RefusalCode.Corrupt, $"The gzip stream ends too early, after {length} bytes of text: it was cut off.");

    private RefusedException Followed() => new(RefusalCode.Corrupt, $"Bytes that aren't gzip follow the gzip stream, which ends after {length} bytes of text.");
}
