using Erasure.Parquet.Codecs.Zstd;

namespace Erasure.Parquet.Codecs;

/// <summary>The codecs by their number in Parquet's <c>CompressionCodec</c> enum.</summary>
internal static class CodecTable
{
    private static readonly UncompressedCodec Uncompressed = new();
    private static readonly SnappyCodec Snappy = new();
    private static readonly GzipCodec Gzip = new();
    private static readonly BrotliCodec Brotli = new();
    private static readonly ZstdCodec Zstd = new(NativeZstd.Instance);
    private static readonly Lz4HadoopCodec Lz4 = new();
    private static readonly Lz4RawCodec Lz4Raw = new();

    /// <summary>The codec of that number.</summary>
    /// <exception cref="RefusedException"><see cref="RefusalCode.UnsupportedCodec"/>: LZO, or a number that the format doesn't define.</exception>
    public static ICodec For(int parquetCompressionCodec) => parquetCompressionCodec switch
    {
        0 => Uncompressed,
        1 => Snappy,
        2 => Gzip,
        4 => Brotli,
        5 => Lz4,
        6 => Zstd,
        7 => Lz4Raw,
        3 => throw new RefusedException(RefusalCode.UnsupportedCodec, "LZO (codec 3) is not supported; rewrite the file with another codec."),
        _ => throw new RefusedException(RefusalCode.UnsupportedCodec, $"Codec {parquetCompressionCodec} is not one that Parquet defines."),
    };
}
