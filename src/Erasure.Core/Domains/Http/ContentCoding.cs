using System.IO.Compression;

namespace Erasure.Core.Domains.Http;

/// <summary>Undoes a content coding (RFC 9110, section 8.4.1).</summary>
internal static class ContentCoding
{
    private const int GzipTrailer = 8;

    /// <summary>Decodes a body that isn't empty, up to <paramref name="longest"/> bytes.</summary>
    public static (AnswerBodyState State, byte[] Decoded) Decode(string coding, byte[] coded, int longest)
    {
        try
        {
            using Stream? plain = Open(coding, coded);
            if (plain is null)
            {
                // "Content-Encoding: utf-8" is a slip that is made.
                return (AnswerBodyState.Whole, coded);
            }

            byte[] buffer = new byte[longest + 1];
            int length = plain.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length switch
            {
                _ when length > longest => (AnswerBodyState.TooLong, []),

                // Streams that are cut off end without a word, and a body that isn't there would be judged by the status alone.
                0 when !IsEmptyGzip(coding, coded) => (AnswerBodyState.Undecodable, []),
                _ => (AnswerBodyState.Whole, buffer[..length]),
            };
        }
        catch (Exception undecodable) when (undecodable is InvalidDataException or InvalidOperationException or IOException)
        {
            return (AnswerBodyState.Undecodable, []);
        }
    }

    private static Stream? Open(string coding, byte[] coded) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(new MemoryStream(coded), CompressionMode.Decompress),
        "br" => new BrotliStream(new MemoryStream(coded), CompressionMode.Decompress),

        // Some send it without the zlib header that the coding has.
        "deflate" when IsZlib(coded) => new ZLibStream(new MemoryStream(coded), CompressionMode.Decompress),
        "deflate" => new DeflateStream(new MemoryStream(coded), CompressionMode.Decompress),
        _ => null,
    };

    private static bool IsZlib(byte[] coded) => coded.Length > 1 && (coded[0] & 0x0f) == 8 && ((coded[0] << 8) | coded[1]) % 31 == 0;

    private static bool IsEmptyGzip(string coding, byte[] coded) =>
        coding.EndsWith("gzip", StringComparison.OrdinalIgnoreCase) && coded.Length > 2 * GzipTrailer && !coded.AsSpan(^GzipTrailer..).ContainsAnyExcept((byte)0);
}
