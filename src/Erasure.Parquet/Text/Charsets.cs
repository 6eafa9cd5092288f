using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>The character sets that text is read in.</summary>
internal static class Charsets
{
    /// <summary>Bytes from the start that <see cref="Detect"/> looks at.</summary>
    public const int DetectionLength = 64;

    /// <summary>What is wrong with a name; null for nothing.</summary>
    public static string? FindMistake(string name) => Find(name) switch
    {
        UTF8Encoding or UnicodeEncoding => null,
        { IsSingleByte: true } encoding => KeepsAscii(encoding) ? null : "charset: letters, digits or delimiters are other bytes in it than in ASCII, as in EBCDIC: convert the objects to UTF-8.",
        _ => "charset: the IANA name of UTF-8, UTF-16, or a character set with one byte a character.",
    };

    /// <summary>Whether that is a name of UTF-8.</summary>
    public static bool IsUtf8(string name) => Find(name) is UTF8Encoding;

    /// <summary>The set of a name, where it has one byte a character; null where it hasn't.</summary>
    public static SingleByteTranscoder? FindSingleByte(string name) => Find(name) is { } encoding and not (UTF8Encoding or UnicodeEncoding) ? SingleByteTranscoder.Of(encoding) : null;

    /// <summary>How a text becomes UTF-8; null where it is that already.</summary>
    /// <param name="start">The text's first bytes. A byte order mark overrules the name.</param>
    /// <param name="name">A known one.</param>
    /// <exception cref="RefusedException"><see cref="RefusalCode.MalformedText"/>: not what the name says.</exception>
    public static Transcoder? Detect(ReadOnlySpan<byte> start, string name)
    {
        switch (start)
        {
            case [0xef, 0xbb, 0xbf, ..]:
                return null;
            case [0xff, 0xfe, 0, 0, ..] or [0, 0, 0xfe, 0xff, ..]:
                throw new RefusedException(RefusalCode.MalformedText, "The text's byte order mark is UTF-32's, which isn't read.");
            case [0xff, 0xfe, ..]:
                return new Utf16Transcoder(isBigEndian: false);
            case [0xfe, 0xff, ..]:
                return new Utf16Transcoder(isBigEndian: true);
        }

        Encoding encoding = Find(name) ?? throw new ArgumentException("Not a known character set.", nameof(name));
        return encoding switch
        {
            UTF8Encoding => LooksLikeUtf16(start) is { } order ? throw Misnamed(order) : null,
            UnicodeEncoding when name.Equals("utf-16", StringComparison.OrdinalIgnoreCase) => new Utf16Transcoder(IsBigEndian(start)),
            UnicodeEncoding => new Utf16Transcoder(encoding.CodePage == Encoding.BigEndianUnicode.CodePage),
            _ => SingleByteTranscoder.Of(encoding),
        };
    }

    private static bool KeepsAscii(Encoding encoding)
    {
        byte[] shown = [(byte)'\t', (byte)'\n', (byte)'\r', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static value => (byte)value)];
        return encoding.GetString(shown) == Encoding.ASCII.GetString(shown);
    }

    private static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether big-endian, by which byte of the characters is zero; without a mark no standard tells what all writers do.</summary>
    private static bool IsBigEndian(ReadOnlySpan<byte> start)
    {
        int balance = 0;
        for (int i = 0; i < start.Length; i++)
        {
            balance += start[i] != 0 ? 0 : (i & 1) == 0 ? 1 : -1;
        }

        return balance != 0 || start.IsEmpty
            ? balance > 0
            : throw new RefusedException(RefusalCode.MalformedText, "The text has no byte order mark: name utf-16le or utf-16be as its character set.");
    }

    private static string? LooksLikeUtf16(ReadOnlySpan<byte> start) => start switch
    {
        [not 0, 0, not 0, 0, ..] => "utf-16le",
        [0, not 0, 0, not 0, ..] => "utf-16be",
        _ => null,
    };

    private static RefusedException Misnamed(string order) =>
        new(RefusalCode.MalformedText, $"The text looks like UTF-16 without a byte order mark, and not like UTF-8: name {order} as its character set (charset).");
}
