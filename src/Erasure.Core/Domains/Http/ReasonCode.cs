using System.Text.RegularExpressions;
using Erasure.Core.Subjects;

namespace Erasure.Core.Domains.Http;

/// <summary>A domain's reason, made fit for histories and reports: a short code that holds no identifier.</summary>
internal static partial class ReasonCode
{
    private const int ShortestGuarded = 4;

    /// <summary>The code; <c>unspecified</c> where the text isn't one or may name the subject; null where there is no text.</summary>
    public static string? From(string? text, Subject subject)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string code = text.Trim().ToLowerInvariant().Replace(' ', '-');
        return Code().IsMatch(code) && !subject.Identifiers.Values.Any(value => Names(code, value)) ? code : "unspecified";
    }

    private static bool Names(string code, string value)
    {
        string bare = Bare(code);
        return Guards(value).Any(part => part.Length >= ShortestGuarded ? bare.Contains(part, StringComparison.Ordinal) : code.Split('-', '_', '.').Contains(part));
    }

    private static IEnumerable<string> Guards(string value) => new[] { Bare(value), Bare(value.Split('@')[0]) }.Where(part => part.Length > 0);

    private static string Bare(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetterOrDigit));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
