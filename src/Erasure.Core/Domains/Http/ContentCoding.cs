using System.Buffers.Binary;
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
            using BytewiseStream source = new(coded);
            using Stream? plain = Open(coding, source, coded);
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

                // They end without a word where something follows, too.
                _ when !EndsWith(coding, source, coded, length) => (AnswerBodyState.Undecodable, []),
                _ => (AnswerBodyState.Whole, buffer[..length]),
            };
        }
        catch (Exception undecodable) when (undecodable is InvalidDataException or InvalidOperationException or IOException)
        {
            return (AnswerBodyState.Undecodable, []);
        }
    }

    private static Stream? Open(string coding, Stream source, byte[] coded) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),

        // Some send it without the zlib header that the coding has.
        "deflate" when IsZlib(coded) => new ZLibStream(source, CompressionMode.Decompress),
        "deflate" => new DeflateStream(source, CompressionMode.Decompress),
        _ => null,
    };

    // Behind a member of gzip another one may follow, so that more is looked at than belongs to it; its last four bytes are its length.
    private static bool EndsWith(string coding, BytewiseStream source, byte[] coded, int length) => IsGzip(coding)
        ? source.HasEnded && BinaryPrimitives.ReadUInt32LittleEndian(coded.AsSpan(^sizeof(uint)..)) <= (uint)length
        : source.Position == coded.Length;

    private static bool IsGzip(string coding) => coding.EndsWith("gzip", StringComparison.OrdinalIgnoreCase);

    private static bool IsZlib(byte[] coded) => coded.Length > 1 && (coded[0] & 0x0f) == 8 && ((coded[0] << 8) | coded[1]) % 31 == 0;

    private static bool IsEmptyGzip(string coding, byte[] coded) =>
        IsGzip(coding) && coded.Length > 2 * GzipTrailer && !coded.AsSpan(^GzipTrailer..).ContainsAnyExcept((byte)0);

    /// <summary>Gives no more than is asked for next, so that its position tells how far it was needed.</summary>
    private sealed class BytewiseStream(byte[] bytes) : MemoryStream(bytes)
    {
        /// <summary>More was asked for than there is.</summary>
        public bool HasEnded { get; private set; }

        // Read into a span, too: of what derives from it, MemoryStream reads through this one.
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, Math.Min(1, count));
            HasEnded |= read == 0 && count > 0;
            return read;
        }
    }
}
