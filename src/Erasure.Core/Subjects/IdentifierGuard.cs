using System.Globalization;
using System.Text;
using Erasure.Parquet;

namespace Erasure.Core.Subjects;

/// <summary>Tells whether a text names the person.</summary>
public static class IdentifierGuard
{
    /// <summary>Values shorter than this count only as a word of their own: a user id of "7" doesn't forbid every 17.</summary>
    internal const int ShortestInsideWords = 4;

    private const int MostEncodings = 3;

    /// <summary>The text holds a value of the subject, or the address of one who asked, in whatever case, also percent-encoded or inside longer text.</summary>
    public static bool Names(string? text, Sealed<Subject> subject, IReadOnlyList<Sealed<string>>? requesters = null)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        string[] readings = [.. Readings(text)];
        return ValuesOf(subject, requesters)
            .Select(Normalize)
            .Where(value => value.Length > 0)
            .Any(value => readings.Any(reading => Holds(reading, value)));
    }

    /// <summary>
    /// The text names the person, or somebody would know them by it: whatever stands between a value's letters and digits, its parts in another order, an address without its domain, a name without
    /// accents, a telephone number without its country, a birthday in another order or with the month's name, or one of these in Base64 or hexadecimal.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="subject">The person.</param>
    /// <param name="requesters">Where who asked is told.</param>
    /// <param name="partsOfNames">One part alone of what is called a name counts too: whose colleague has the same one can't write it.</param>
    /// <remarks>For texts that people type and that outlive the identifiers: a ticket number <c>jane_doe</c>, a note about <c>+491711234567</c>. It refuses some that mean nobody.</remarks>
    public static bool Suggests(string? text, Sealed<Subject> subject, IReadOnlyList<Sealed<string>>? requesters = null, bool partsOfNames = false)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        string[] values = [.. ValuesOf(subject, requesters).Select(Normalize)];
        string[] texts = [.. Readings(text)];
        IdentifierWords[] readings = [.. texts.Concat(texts.Select(WithoutAccents)).Distinct(StringComparer.Ordinal).Select(reading => new IdentifierWords(reading))];
        return Names(text, subject, requesters)
            || values.Concat(values.Select(WithoutAccents)).Distinct(StringComparer.Ordinal).Any(value => readings.Any(reading => reading.Suggest(value)))
            || values.Any(value => texts.Any(reading => IdentifierNumbers.Hold(reading, value)))
            || (partsOfNames && NamesOf(subject).Any(name => readings.Any(reading => reading.HasPart(WithoutAccents(Normalize(name))))))
            || Encodes(text, [.. values.Where(value => value.Length >= ShortestInsideWords)]);
    }

    /// <summary>The text as it is compared: as it stands, and with its percent-encoding undone, as often as it was done.</summary>
    internal static IEnumerable<string> Readings(string text) => Unescaped(text).Select(Normalize);

    private static IEnumerable<string> Unescaped(string text)
    {
        string reading = text;
        yield return reading;
        for (int i = 0; i < MostEncodings && Uri.UnescapeDataString(reading) is var decoded && decoded != reading; i++)
        {
            reading = decoded;
            yield return reading;
        }
    }

    // Shorter values are in too much of what nonsense decodes to.
    private static bool Encodes(string text, IReadOnlyList<string> values) => Unescaped(text)
        .SelectMany(IdentifierEncodings.Decode)
        .Select(Normalize)
        .Any(reading => values.Any(value => reading.Contains(value, StringComparison.Ordinal) || (value.Length >= IdentifierWords.ShortestInside && new IdentifierWords(reading).Suggest(value))));

    private static IEnumerable<string> ValuesOf(Sealed<Subject> subject, IReadOnlyList<Sealed<string>>? requesters)
    {
        IEnumerable<string> values = subject.Open().Identifiers.Values;
        return requesters is null ? values : values.Concat(requesters.Select(address => address.Open()));
    }

    private static IEnumerable<string> NamesOf(Sealed<Subject> subject) =>
        subject.Open().Identifiers.Where(identifier => identifier.Key.Contains("name", StringComparison.Ordinal)).Select(identifier => identifier.Value);

    /// <summary>A normalized text without the accents of European scripts.</summary>
    private static string WithoutAccents(string text) =>
        string.Concat(NormalForms.Of(text, NormalizationForm.FormD).Where(letter => letter is < '\u0300' or > '\u036F'));

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

    /// <summary>A text in one of the forms that look alike (NFKC), in upper case, without characters that don't show.</summary>
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

        return NormalForms.Of(visible.ToString(), NormalizationForm.FormKC).ToUpperInvariant();
    }
}
