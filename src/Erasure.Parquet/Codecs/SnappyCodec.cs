namespace Erasure.Parquet.Codecs;

/// <summary>Codec 1: a raw Snappy block (format_description.txt of google/snappy): the length as a varint, then literals and copies.</summary>
internal sealed class SnappyCodec : ICodec
{
    public int MaxCompressedLength(int length) => SnappyEncoder.MaxCompressedLength(length);

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination) => SnappyEncoder.Compress(source, destination);

    public int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) => SnappyDecoder.Decompress(source, destination);
}
