namespace Erasure.Parquet.Codecs;

/// <summary>Codec 0: the bytes as they are.</summary>
internal sealed class UncompressedCodec : ICodec
{
    public int MaxCompressedLength(int length) => length;

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        source.CopyTo(destination);
        return source.Length;
    }

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length > destination.Length)
        {
            throw CodecErrors.Overrun("uncompressed");
        }

        source.CopyTo(destination);
        return source.Length;
    }
}
