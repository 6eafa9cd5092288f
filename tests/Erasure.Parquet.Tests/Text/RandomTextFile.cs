using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.BZip2;

namespace Erasure.Parquet.Tests.Text;

/// <summary>A text object that was made from known records, and what it has to be without one person's.</summary>
/// <param name="Source">The object.</param>
/// <param name="Expected">The text, decompressed, that is left.</param>
/// <param name="Rows">All.</param>
/// <param name="Matched">The person's.</param>
internal sealed record RandomTextFile(byte[] Source, byte[] Expected, string Codec, int Rows, int Matched)
{
    private static readonly string[] Codecs = ["none", "none", "none", "gzip", "members", "bzip2", "zstd"];

    /// <summary>Names of character sets, whether with a byte order mark, and characters beyond ASCII that they have.</summary>
    public static readonly (string Name, bool HasMark, string Letters)[] Charsets =
    [
        ("utf-8", false, "äé€Ωж日😀"),
        ("utf-8", true, "äé€Ωж日😀"),
        ("utf-16le", true, "äé€Ωж日😀"),
        ("utf-16be", true, "äé€Ωж日😀"),
        ("utf-16le", false, "äé€Ωж日😀"),
        ("utf-16be", false, "äé€Ωж日😀"),
        ("iso-8859-1", false, "äéßÿ"),
        ("windows-1252", false, "äé€œ"),
        ("koi8-r", false, "жЮя"),
        ("ibm437", false, "äéß░"),
    ];

    /// <summary>Writes both texts in the character set and packs the first.</summary>
    public static RandomTextFile Make(Random random, (string Name, bool HasMark, string Letters) charset, string text, string expected, int rows, int matched)
    {
        string codec = Codecs[random.Next(Codecs.Length)];
        return new RandomTextFile(Pack(random, codec, Encode(charset, text)), Encode(charset, expected), codec, rows, matched);
    }

    /// <summary>The text of an object.</summary>
    public byte[] Unpack(byte[] bytes)
    {
        using var source = new MemoryStream(bytes);
        using Stream text = Codec switch
        {
            "gzip" or "members" => new GZipStream(source, CompressionMode.Decompress),
            "bzip2" => BZip2Stream.Create(source, SharpCompress.Compressors.CompressionMode.Decompress, decompressConcatenated: true),
            "zstd" => new MemoryStream(TextCodecTests.Unpack("zstd", bytes, Expected.Length)),
            _ => source,
        };
        using var target = new MemoryStream();
        text.CopyTo(target);
        return target.ToArray();
    }

    private static byte[] Encode((string Name, bool HasMark, string Letters) charset, string text)
    {
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset.Name) ?? Encoding.GetEncoding(charset.Name);
        return [.. charset.HasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
    }

    private static byte[] Pack(Random random, string codec, byte[] text)
    {
        int middle = random.Next(text.Length + 1);
        return codec switch
        {
            "none" => text,
            "members" => [.. TextCodecTests.Pack("gzip", text[..middle]), .. TextCodecTests.Pack("gzip", text[middle..]), .. new byte[text.Length == 0 ? 0 : random.Next(2) * random.Next(2_000)]],
            "bzip2" when random.Next(2) == 0 => [.. TextCodecTests.Pack("bzip2", text[..middle]), .. TextCodecTests.Pack("bzip2", text[middle..])],
            _ => TextCodecTests.Pack(codec, text),
        };
    }
}
