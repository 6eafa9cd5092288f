using System.Globalization;

namespace Erasure.Core.Language;

/// <summary>Numbers and sentences as people read them.</summary>
public static class English
{
    /// <summary>So many of something: <c>1 object</c>, <c>2,048 objects</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What more of them are called; with an s behind it where it isn't given.</param>
    public static string Count(long number, string one, string? many = null) =>
        $"{number.ToString("N0", CultureInfo.InvariantCulture)} {(number == 1 ? one : many ?? $"{one}s")}";

    /// <summary>Sentences one behind the other, each with its end; what is null or empty is left out.</summary>
    public static string Sentences(params IEnumerable<string?> sentences) =>
        string.Join(
            ' ',
            sentences.Select(sentence => sentence?.Trim()).OfType<string>().Where(sentence => sentence.Length > 0).Select(sentence => sentence[^1] is '.' or '!' or '?' or ':' ? sentence : $"{sentence}."));
}
