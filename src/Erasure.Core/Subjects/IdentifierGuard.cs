using System.Globalization;
using System.Text;

namespace Erasure.Core.Subjects;

/// <summary>Tells whether a text names the person.</summary>
public static class IdentifierGuard
{
    /// <summary>Values shorter than this count only as a word of their own: a user id of "7" doesn't forbid every 17.</summary>
    internal const int ShortestInsideWords = 4;

    /// <summary>The text holds a value of the subject, or the requester's address, in whatever case, also percent-encoded or inside longer text.</summary>
    public static bool Names(string? text, Sealed<Subject> subject, Sealed<string>? requesterEmail = null)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        string[] readings = [Normalize(text), Normalize(Uri.UnescapeDataString(text))];
        IEnumerable<string> values = subject.Open().Identifiers.Values;
        return (requesterEmail is null ? values : values.Append(requesterEmail.Open()))
            .Select(Normalize)
            .Where(value => value.Length > 0)
            .Any(value => readings.Any(reading => Holds(reading, value)));
    }

    private static bool Holds(string text, string value)
    {
        for (int at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            int end = at + value.Length;
            bool isWord = (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
            if (isWord || value.Length >= ShortestInsideWords)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text as it is compared: upper case, without characters that don't show.</summary>
    internal static string Normalize(string text)
    {
        StringBuilder visible = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString().ToUpperInvariant();
    }
}
