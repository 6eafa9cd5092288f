using System.Text;
using Erasure.Parquet.Matching.Forms;

namespace Erasure.Parquet.Matching;

/// <summary>Looks for other spellings of values within texts, coarser than the rules that make them equal: what is found is told, and nothing else rests on it.</summary>
internal sealed class SpelledQuotes
{
    private const MatchRules Spelling = MatchRules.IgnoreCase | MatchRules.Trim | MatchRules.Nfc, Provider = MatchRules.EmailProvider | Spelling;

    private readonly QuoteTable squeezed = new();
    private readonly HashSet<string> addresses = new(StringComparer.Ordinal);

    public void Add(string value, MatchRules rules)
    {
        if (ValueForm.Of(rules | Spelling).KeyOf(value) is not { } key)
        {
            return;
        }

        squeezed.Add(Squeeze(key));
        if (rules.HasFlag(MatchRules.EmailProvider))
        {
            addresses.Add(ValueForm.Of(Provider).KeyOf(value)!);
        }
    }

    public bool AreIn(ReadOnlySpan<byte> utf8)
    {
        if (squeezed.IsEmpty && addresses.Count == 0)
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(utf8);
        return squeezed.IsQuotedIn(Squeeze(ValueForm.Of(Spelling).KeyOf(text) ?? "")) || (addresses.Count > 0 && HasAddress(text));
    }

    private bool HasAddress(string text)
    {
        for (int sign = text.IndexOf('@', StringComparison.Ordinal); sign >= 0; sign = text.IndexOf('@', sign + 1))
        {
            int start = sign, end = sign + 1;
            while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '+' or '-' or '_'))
            {
                start--;
            }

            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            {
                end++;
            }

            if (ValueForm.Of(Provider).KeyOf(text.AsSpan(start, end - start).TrimEnd('.')) is { } key && addresses.Contains(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Letters and digits alone: what people set between them differs from spelling to spelling.</summary>
    private static byte[] Squeeze(string text)
    {
        StringBuilder letters = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (PhoneForm.Digit(rune) is >= 0 and int digit)
            {
                letters.Append((char)('0' + digit));
            }
            else if (Rune.IsLetter(rune))
            {
                letters.Append(rune);
            }
        }

        return Encoding.UTF8.GetBytes(letters.ToString());
    }
}
