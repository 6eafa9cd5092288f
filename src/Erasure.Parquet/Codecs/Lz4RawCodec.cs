namespace Erasure.Parquet.Codecs;

/// <summary>Codec 7, LZ4_RAW: one LZ4 block without any framing.</summary>
internal sealed class Lz4RawCodec : ICodec
{
    public int MaxCompressedLength(int length) => Lz4Block.MaxCompressedLength(length);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => Lz4Block.Compress(source, destination);

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => Lz4Block.Decompress(source, destination);
}
