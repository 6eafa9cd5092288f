using System.IO.Compression;
using Erasure.Parquet.Codecs.Zstd;
using SharpCompress.Compressors.BZip2;

namespace Erasure.Parquet.Text;

/// <summary>Tells, opens and makes the compression of text objects.</summary>
internal static class TextCodecs
{
    /// <summary>Bytes from the start that <see cref="Detect"/> looks at.</summary>
    public const int MagicLength = 6;

    /// <summary>The same as for Parquet's pages.</summary>
    private static readonly ZLibCompressionOptions GzipLevel = new() { CompressionLevel = 4 };

    /// <summary>The codec by the first bytes; the name only tells what can't be read and has no magic number.</summary>
    /// <remarks>The bytes win: an object called <c>.gz</c> that isn't gzip was decompressed on its way, and is read as the text that it is.</remarks>
    /// <exception cref="RefusedException"><see cref="RefusalCode.UnsupportedCodec"/>.</exception>
    public static TextCodec Detect(ReadOnlySpan<byte> start, string name) => start switch
    {
        [0x1f, 0x8b, ..] => TextCodec.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => TextCodec.Zstd,
        [>= 0x50 and <= 0x5f, 0x2a, 0x4d, 0x18, ..] => TextCodec.Zstd,
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', ..] => TextCodec.Bzip2,
        [0xfd, (byte)'7', (byte)'z', (byte)'X', ..] => throw Unsupported("xz"),
        [0x04, 0x22, 0x4d, 0x18, ..] => throw Unsupported("an LZ4 frame"),
        [0x02, 0x21, 0x4c, 0x18, ..] => throw Unsupported("an LZ4 frame of the old kind"),
        [(byte)'P', (byte)'K', 3, 4, ..] => throw Unsupported("zip"),
        [(byte)'7', (byte)'z', 0xbc, 0xaf, ..] => throw Unsupported("7z"),
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1a, ..] => throw Unsupported("rar"),
        [(byte)'L', (byte)'Z', (byte)'I', (byte)'P', <= 1, ..] => throw Unsupported("lzip"),
        [0x89, (byte)'L', (byte)'Z', (byte)'O', ..] => throw Unsupported("lzop"),
        [0xff, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', ..] => throw Unsupported("a Snappy stream"),
        [0x1f, 0x9d or 0xa0 or 0x1e, ..] => throw Unsupported("compress or pack"),
        _ => DetectByName(start, name),
    };

    /// <summary>The text of a compressed stream.</summary>
    public static Stream Open(TextCodec codec, Stream source) => codec switch
    {
        TextCodec.Gzip => new GzipReadStream(source),
        TextCodec.Zstd => new ZstdReadStream(source),
        TextCodec.Bzip2 => new Bzip2ReadStream(source),
        _ => source,
    };

    /// <summary>A stream whose text goes compressed to <paramref name="target"/>, which stays open.</summary>
    public static Stream Create(TextCodec codec, Stream target) => codec switch
    {
        TextCodec.Gzip => new GZipStream(target, GzipLevel, leaveOpen: true),
        TextCodec.Zstd => new ZstdWriteStream(target),
        TextCodec.Bzip2 => BZip2Stream.Create(target, SharpCompress.Compressors.CompressionMode.Compress, decompressConcatenated: false, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Plain text is copied, not compressed."),
    };

    private static TextCodec DetectByName(ReadOnlySpan<byte> start, string name)
    {
        // an emptied object has no bytes of any codec
        string suffix = start.IsEmpty ? "" : name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant();
        return suffix switch
        {
            "br" or "snappy" or "sz" or "lzo" or "deflate" or "z" => throw Unsupported($".{suffix}"),
            _ => TextCodec.None,
        };
    }

    private static RefusedException Unsupported(string what) =>
        new(RefusalCode.UnsupportedCodec, $"The object is compressed as {what}; text is read plain or as gzip, zstd or bzip2.");
}
