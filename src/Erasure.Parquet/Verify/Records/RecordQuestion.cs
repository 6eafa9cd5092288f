using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Erasure.Parquet.Verify.Records;

/// <summary>What a predicate asks of one column: twice, so that whatever the rules are a row certainly has to go, may go, or has to stay.</summary>
internal sealed partial class RecordQuestion
{
    private const int MostDigits = 128;

    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> spelled = new(StringComparer.Ordinal);
    private readonly HashSet<string>? loose;

    public RecordQuestion(string column, IEnumerable<SecretText> values, MatchRules rules)
    {
        Column = column;
        loose = rules == MatchRules.None ? null : new HashSet<string>(StringComparer.Ordinal);
        foreach (SecretText value in values)
        {
            string text = value.Reveal();
            texts.Add(text);
            if (NumberOf(text) is { } number)
            {
                // Whoever is asked for by 1e3 or 5.0 needn't be 1000 or 5.
                _ = text.Contains('e', StringComparison.OrdinalIgnoreCase) || text == "-0" || (text.Contains('.', StringComparison.Ordinal) && text.EndsWith('0'))
                    ? spelled.Add(text)
                    : numbers.Add(number);
            }

            loose?.UnionWith(FormsOf(text));
        }
    }

    public string Column { get; }

    /// <summary>Equal by any rule there is.</summary>
    public bool Holds(RecordField field) =>
        field.IsNumber ? spelled.Contains(field.Text) || (NumberOf(field.Text) is { } number && numbers.Contains(number)) : texts.Contains(field.Text);

    /// <summary>Equal by some rule, and more than that.</summary>
    public bool MayHold(RecordField field) => Holds(field) || (loose is not null && FormsOf(field.Text).Any(loose.Contains));

    /// <summary>One of the values stands somewhere in the text.</summary>
    public bool StandsIn(string text) =>
        texts.Any(value => text.Contains(value, StringComparison.Ordinal)) || (loose is not null && FormsOf(text).Any(form => loose.Any(value => form.Contains(value, StringComparison.Ordinal))));

    /// <summary>A number as digits and exponent, so that 1, 1.0 and 10e-1 are one; null for other texts (RFC 8259, 6) and for numbers that nobody is known by.</summary>
    private static string? NumberOf(string text)
    {
        if (JsonNumbers().Match(text) is not { Success: true } match)
        {
            return null;
        }

        string whole = match.Groups["whole"].Value;
        string fraction = match.Groups["fraction"].Value;
        string digits = $"{whole.TrimStart('-')}{fraction}".TrimStart('0');
        string trimmed = digits.TrimEnd('0');
        if (trimmed.Length == 0)
        {
            return "0";
        }

        if (trimmed.Length > MostDigits || !int.TryParse($"0{match.Groups["scale"].Value.TrimStart('0')}", CultureInfo.InvariantCulture, out int scale))
        {
            return null;
        }

        long exponent = (match.Groups["sign"].Value == "-" ? -(long)scale : scale) - fraction.Length + digits.Length - trimmed.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{(whole.StartsWith('-') ? "-" : "")}{trimmed}e{exponent}");
    }

    [GeneratedRegex("^(?<whole>-?(0|[1-9][0-9]*))(\\.(?<fraction>[0-9]+))?([eE](?<sign>[+-]?)(?<scale>[0-9]+))?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex JsonNumbers();

    /// <summary>Letters and digits without case, and digits alone: what every rule makes equal has one of these in common.</summary>
    private static IEnumerable<string> FormsOf(string text)
    {
        string composed = NormalForms.Of(text.Trim(), NormalizationForm.FormKC);
        composed = composed.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? composed[2..] : composed;
        int at = composed.LastIndexOf('@');
        int plus = at > 0 ? composed.IndexOf('+', 0, at) : -1;
        string bare = plus >= 0 ? composed.Remove(plus, at - plus) : composed;
        string folded = string.Concat(bare.ToUpperInvariant().ToLowerInvariant().EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(Plain)).ToUpperInvariant();
        folded = folded.StartsWith("URNUUID", StringComparison.Ordinal) ? folded[7..] : folded;
        yield return folded.Replace("GOOGLEMAIL", "GMAIL", StringComparison.Ordinal);
        string number = string.Concat(composed.EnumerateRunes().Where(Rune.IsDigit).Select(Plain));
        if (number.Length > 0)
        {
            yield return number;
        }
    }
    /// <summary>A digit of whatever script as one of ASCII; another character as it is.</summary>
    private static string Plain(Rune letter) => Rune.IsDigit(letter) ? Rune.GetNumericValue(letter).ToString(CultureInfo.InvariantCulture) : letter.ToString();
}
