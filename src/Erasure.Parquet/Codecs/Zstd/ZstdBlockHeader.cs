namespace Erasure.Parquet.Codecs.Zstd;

/// <summary>The three bytes in front of a block.</summary>
/// <param name="IsLast">No block of this frame follows.</param>
/// <param name="Kind">How the content is kept.</param>
/// <param name="Size">Bytes of the body; of the content for <see cref="ZstdBlockKind.Repeated"/>.</param>
internal readonly record struct ZstdBlockHeader(bool IsLast, ZstdBlockKind Kind, int Size)
{
    /// <summary>Bytes that follow the header.</summary>
    public int BodyLength => Kind == ZstdBlockKind.Repeated ? 1 : Size;

    public static ZstdBlockHeader Read(ReadOnlySpan<byte> source)
    {
        int word = source[0] | (source[1] << 8) | (source[2] << 16);
        var header = new ZstdBlockHeader((word & 1) != 0, (ZstdBlockKind)((word >> 1) & 3), word >> 3);
        return header.Kind == ZstdBlockKind.Reserved || header.Size > ZstdFrameHeader.MaxBlockLength
            ? throw ZstdErrors.Corrupt("a block is of a reserved kind or longer than a block may be.")
            : header;
    }

    /// <summary>Reads a header and the bytes that follow it, and moves <paramref name="source"/> behind them.</summary>
    public static ZstdBlockHeader Take(scoped ref ReadOnlySpan<byte> source, out ReadOnlySpan<byte> body)
    {
        if (source.Length < ZstdBlockDecoder.HeaderLength)
        {
            throw ZstdErrors.Truncated();
        }

        ZstdBlockHeader header = Read(source);
        ReadOnlySpan<byte> rest = source[ZstdBlockDecoder.HeaderLength..];
        body = header.BodyLength <= rest.Length ? rest[..header.BodyLength] : throw ZstdErrors.Truncated();
        source = rest[header.BodyLength..];
        return header;
    }

    public void Write(Span<byte> destination)
    {
        int word = (IsLast ? 1 : 0) | ((int)Kind << 1) | (Size << 3);
        destination[0] = (byte)word;
        destination[1] = (byte)(word >> 8);
        destination[2] = (byte)(word >> 16);
    }
}

/// <summary>How a block's content is kept, by its number in the format.</summary>
internal enum ZstdBlockKind
{
    /// <summary>As it is.</summary>
    Raw,

    /// <summary>One byte, many times.</summary>
    Repeated,

    /// <summary>Literals and sequences.</summary>
    Compressed,

    /// <summary>Not allowed.</summary>
    Reserved,
}
