using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Erasure.Parquet.Text;

/// <summary>What a text may have been before it was read in another character set than it was written in.</summary>
/// <remarks>
/// The sets hold ASCII as it is, so that text of ASCII alone was never another one. UTF-8 that was taken for a set with a byte a character gives itself away; one such set that was taken for another
/// doesn't, and is looked for only where the text is said to be in one.
/// </remarks>
internal sealed class Misreadings
{
    // Western and Central European, Cyrillic, Greek, Turkish, Hebrew, Arabic, Baltic, Vietnamese; then ISO 8859, DOS, KOI8-R and Macintosh
    private static readonly int[] CodePages = [1252, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 28591, 28592, 28595, 28597, 28599, 28605, 437, 850, 852, 866, 20866, 10000];

    private static readonly Lazy<SingleByteTranscoder[]> Known = new(static () =>
        [.. CodePages.Select(static page => SingleByteTranscoder.Of(CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page)))]);

    private readonly SingleByteTranscoder? declared;

    /// <summary>The sets with one byte a character that text is taken for, or was.</summary>
    public static IReadOnlyList<SingleByteTranscoder> Sets => Known.Value;

    /// <param name="charset">The set in which the text was read.</param>
    public Misreadings(string charset) => declared = Charsets.FindSingleByte(charset);

    /// <summary>Whether a text may have been another one: seldom more than a look at its first character beyond ASCII, since a letter of UTF-8 looks like two of them.</summary>
    public bool MayBe(ReadOnlySpan<byte> utf8)
    {
        int first = utf8.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
        if (first < 0 || declared is not null)
        {
            return first >= 0;
        }

        bool isText = Rune.DecodeFromUtf8(utf8[first..], out _, out int length) == OperationStatus.Done;
        return !isText || (first + length < utf8.Length && utf8[first + length] >= 0x80);
    }

    /// <summary>What a text may have been; of most nothing.</summary>
    public IEnumerable<string> Of(string text) => declared is null || Ascii.IsValid(text) ? Undone(text) : Undone(text).Concat(ReadOtherwise(declared, text));

    /// <summary>What bytes that are said to be UTF-8 may be.</summary>
    public IEnumerable<string> Of(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? Of(Encoding.UTF8.GetString(utf8)) : InAnySet(utf8.ToArray());

    /// <summary>UTF-8 that was read as another set, once or several times.</summary>
    private IEnumerable<string> Undone(string text)
    {
        int first = text.AsSpan().IndexOfAnyExceptInRange('\0', '\x7f');
        if (first < 0 || first + 1 == text.Length)
        {
            return [];
        }

        IEnumerable<SingleByteTranscoder> sets = declared is null ? Sets : Sets.Append(declared);
        return sets
            .Where(set => set.TryGetByte(text[first], out byte lead) && lead is >= 0xc2 and <= 0xf4 && set.TryGetByte(text[first + 1], out byte next) && next is >= 0x80 and <= 0xbf)
            .Select(set => Utf8Of(set, text))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .SelectMany(undone => Undone(undone).Prepend(undone));
    }

    /// <summary>The same bytes in each of the other sets.</summary>
    private static IEnumerable<string> ReadOtherwise(SingleByteTranscoder read, string text) =>
        read.BytesOf(text) is { } bytes ? InAnySet(bytes).Where(other => other != text) : [];

    private static IEnumerable<string> InAnySet(byte[] bytes) => Sets.Select(set => set.TextOf(bytes)).OfType<string>().Distinct(StringComparer.Ordinal);

    private static string? Utf8Of(SingleByteTranscoder read, string text) =>
        read.BytesOf(text) is { } bytes && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
}
