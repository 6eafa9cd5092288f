using System.Text;

namespace Erasure.Embedded.Mail;

/// <summary>Header text: as it is where that is safe, else as encoded words (RFC 2047), folded.</summary>
internal static class EncodedWords
{
    /// <summary>Bytes whose Base64 keeps a line of a header and an encoded word within 76 characters.</summary>
    private const int LongestWord = 39;

    /// <summary>Longest text that fits on one line behind a header's name.</summary>
    private const int LongestPlain = 60;

    public static string Encode(string text) =>
        text.Length <= LongestPlain && text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal)
            ? text
            : string.Join("\r\n ", Words(text));

    private static IEnumerable<string> Words(string text)
    {
        List<byte> word = [];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (word.Count + rune.Utf8SequenceLength > LongestWord)
            {
                yield return Word(word);
                word.Clear();
            }

            word.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        yield return Word(word);
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";
}
