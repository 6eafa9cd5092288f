using Erasure.Parquet.Buffers;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Pages;

/// <summary>Walks the pages of one column chunk through a window that reads ahead.</summary>
/// <param name="source">The file.</param>
/// <param name="extent">The chunk's bytes.</param>
/// <param name="options">The limits.</param>
/// <param name="readAhead">Bytes to fetch at a time; a small one where most bodies will be passed over.</param>
internal sealed class PageCursor(IByteSource source, FileRange extent, ParquetEraserOptions options, int readAhead) : IDisposable
{
    /// <summary>Longest page header: they hold statistics, and so two values of any size.</summary>
    private const int MaxHeader = 16 << 20;

    private const int FirstHeaderProbe = 1024;

    private readonly ByteBuffer window = new();
    private long windowOffset = extent.Offset;
    private long position = extent.Offset;
    private readonly int maxBytes = options.MaxPageBytes;

    /// <summary>Bytes to fetch at a time from here on.</summary>
    public int ReadAhead { get; set; } = readAhead;

    /// <summary>Where the next page begins, once the current one is passed.</summary>
    public long Position => position;

    /// <summary>Continues at a page that starts at <paramref name="offset"/>.</summary>
    /// <exception cref="RefusedException"><see cref="RefusalCode.Corrupt"/>: that is outside of the chunk.</exception>
    public void MoveTo(long offset) => position = offset >= extent.Offset && offset <= extent.End
        ? offset
        : throw new RefusedException(RefusalCode.Corrupt, $"A page at byte {offset} would be outside of its chunk.");

    /// <summary>Reads the header at the current position and moves behind the page; null at the chunk's end.</summary>
    public async ValueTask<PageHeader?> NextAsync(CancellationToken cancellationToken)
    {
        if (position >= extent.End)
        {
            return null;
        }

        long rest = extent.End - position;
        for (long probe = FirstHeaderProbe; ; probe *= 8)
        {
            int length = (int)Math.Min(Math.Min(probe, MaxHeader), rest);
            ReadOnlyMemory<byte> bytes = await FetchAsync(position, length, cancellationToken);
            if (TryParse(bytes.Span, length < Math.Min(rest, MaxHeader)) is { } header)
            {
                Check(header);
                position = header.Range.End;
                return header;
            }
        }
    }

    /// <summary>Reads on behind the values that the footer counts.</summary>
    /// <exception cref="RefusedException"><see cref="RefusalCode.Corrupt"/>: there are more, which readers that go by the footer don't see.</exception>
    public async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } header)
        {
            if (header is { IsData: true, ValueCount: > 0 })
            {
                throw new RefusedException(RefusalCode.Corrupt, $"The page at byte {header.Offset} holds values beyond those that the footer counts.");
            }
        }
    }

    /// <summary>The page's body as it is in the file, checked against its checksum. Valid until the next read.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(PageHeader header, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await FetchAsync(header.Offset + header.Length, header.CompressedSize, cancellationToken);
        if (header.Crc is { } crc && (int)Crc32.Compute(body.Span) != crc)
        {
            throw new RefusedException(RefusalCode.ChecksumMismatch, $"The page at byte {header.Offset} does not fit its checksum.");
        }

        return body;
    }

    public void Dispose() => window.Dispose();

    private PageHeader? TryParse(ReadOnlySpan<byte> bytes, bool mayGrow)
    {
        CompactReader reader = new(bytes);
        try
        {
            ThriftStruct raw = reader.ReadStruct();
            return new PageHeader(raw, position, reader.Position);
        }
        catch (RefusedException) when (reader.Truncated && mayGrow)
        {
            return null;
        }
    }

    private void Check(PageHeader header)
    {
        if (header.Range.End > extent.End)
        {
            throw new RefusedException(RefusalCode.Corrupt, $"The page at byte {header.Offset} reaches past its column chunk.");
        }

        if (header.CompressedSize > maxBytes || header.UncompressedSize > maxBytes)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The page at byte {header.Offset} has more than the configured {maxBytes} bytes.");
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> FetchAsync(long offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long end = offset + count;
        if (offset >= windowOffset && end <= windowOffset + window.Length)
        {
            return window.Memory.Slice((int)(offset - windowOffset), count);
        }

        int kept = 0;
        if (offset >= windowOffset && offset < windowOffset + window.Length)
        {
            window.RemoveFront((int)(offset - windowOffset));
            kept = window.Length;
        }
        else
        {
            window.Clear();
        }

        windowOffset = offset;
        int missing = (int)Math.Min(Math.Max(count, ReadAhead), extent.End - offset) - kept;
        window.Reserve(missing);
        await source.ReadAsync(offset + kept, window.Memory[kept..], cancellationToken);
        return window.Memory[..count];
    }
}
