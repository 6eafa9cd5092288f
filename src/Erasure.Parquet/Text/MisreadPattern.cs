using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Text;

/// <summary>What texts look like that may be other ones, read in a wrong character set: for finders that compare values as they read them, and can't undo it.</summary>
/// <remarks>It is found in whatever <see cref="Misreadings"/> makes another text of, and in text that wasn't valid: nobody who would be owed is left out.</remarks>
public static class MisreadPattern
{
    private const string Ascii = "[\\x00-\\x7F]*";

    private static readonly Lazy<string> OfUtf8 = new(static () => $"\uFFFD|^{Ascii}(?:{string.Join('|', Misreadings.Sets.Select(Misread).Distinct(StringComparer.Ordinal))})$");

    /// <summary>A regular expression that RE2, Joni and .NET read alike.</summary>
    /// <param name="charset">What the texts are said to be in. Of a set with a byte a character any text beyond ASCII may be in another one.</param>
    public static string Of(string charset) => Charsets.IsUtf8(charset) ? OfUtf8.Value : "[^\\x00-\\x7F]";

    /// <summary>UTF-8 as the set has it: a byte that leads, and as many others as it says.</summary>
    private static string Misread(SingleByteTranscoder set)
    {
        string two = Characters(set, 0xc2, 0xdf), three = Characters(set, 0xe0, 0xef), four = Characters(set, 0xf0, 0xf4), next = $"[{Characters(set, 0x80, 0xbf)}]";
        return $"(?:(?:[{two}]|(?:[{three}]|[{four}]{next}){next}){next}{Ascii})+";
    }

    /// <summary>What bytes stand for, as the inside of a character class.</summary>
    private static string Characters(SingleByteTranscoder set, byte first, byte last)
    {
        int[] known = [.. Enumerable.Range(first, last - first + 1).Select(value => set.TextOf([(byte)value])).OfType<string>().Select(static text => (int)text[0]).Order()];
        StringBuilder ranges = new();
        for (int i = 0; i < known.Length; i++)
        {
            int start = known[i];
            while (i + 1 < known.Length && known[i + 1] == known[i] + 1)
            {
                i++;
            }

            ranges.Append((char)start).Append(known[i] == start ? "" : string.Create(CultureInfo.InvariantCulture, $"-{(char)known[i]}"));
        }

        return ranges.ToString();
    }
}
