using System.Text;

namespace Erasure.Parquet.Matching.Forms;

/// <summary>The form in which texts are compared under some rules. Each rule brings a text into the one spelling that it stands for, or leaves what it isn't about.</summary>
/// <remarks>
/// In this order, so that what one rule makes equal no other tells apart again: trim, NFC, hexadecimal, UUID, digits only, e-mail, ignore case.
/// A rule that is asked for in addition never finds less.
/// </remarks>
internal sealed class ValueForm
{
    /// <summary>Every rule there is: what a loose comparison goes by.</summary>
    public const MatchRules AllRules = MatchRules.IgnoreCase | MatchRules.Trim | MatchRules.Nfc | MatchRules.Email | MatchRules.EmailProvider
        | MatchRules.DigitsOnly | MatchRules.Uuid | MatchRules.Hexadecimal;

    /// <summary>Normalization makes UTF-16 at most three times as long (UAX #15, 9.2).</summary>
    private const int Expansion = 3;

    private static readonly ValueForm[] Forms = [.. Enumerable.Range(0, (int)AllRules + 1).Select(rules => new ValueForm((MatchRules)rules))];

    private readonly MatchRules rules;

    private ValueForm(MatchRules rules) => this.rules = rules;

    /// <summary>The form of these rules.</summary>
    public static ValueForm Of(MatchRules rules) => Forms[(int)rules];

    /// <summary>White space around a text doesn't count.</summary>
    public bool Trims => Has(MatchRules.Trim);

    /// <summary>Characters that <see cref="Write"/> needs for a text of that length.</summary>
    public int Capacity(int length) => Has(MatchRules.Nfc) ? length * Expansion : length;

    /// <summary>The text in this form; null where it equals nothing, because nothing is left of it or it is no valid Unicode.</summary>
    public string? KeyOf(ReadOnlySpan<char> text) => Write(text, new char[Capacity(text.Length)]) is { IsEmpty: false } key ? new string(key) : null;

    /// <summary>The text in this form, in <paramref name="buffer"/>; empty where it equals nothing.</summary>
    public ReadOnlySpan<char> Write(ReadOnlySpan<char> text, Span<char> buffer)
    {
        text = Trims ? text.Trim() : text;
        bool isAscii = Ascii.IsValid(text);
        if (!isAscii && HasLoneSurrogate(text))
        {
            return [];
        }

        Span<char> key = Normalized(text, isAscii, buffer);
        key = Has(MatchRules.Hexadecimal) ? HexadecimalForm.Of(key) : key;
        key = Has(MatchRules.Uuid) ? UuidForm.Of(key) : key;
        key = Has(MatchRules.DigitsOnly) ? PhoneForm.Of(key) : key;
        key = Has(MatchRules.Email | MatchRules.EmailProvider) ? EmailForm.Of(key, Has(MatchRules.EmailProvider)) : key;
        if (Has(MatchRules.IgnoreCase))
        {
            CaseFolding.Fold(key);
        }

        // a folded letter may compose with the mark behind it though the capital didn't: J and a caron
        return isAscii || !Has(MatchRules.Nfc) || (!key.Contains(NormalForms.Noncharacter) && ((ReadOnlySpan<char>)key).IsNormalized()) ? key : Normalized(key.ToString(), isAscii, buffer);
    }

    private Span<char> Normalized(ReadOnlySpan<char> text, bool isAscii, Span<char> buffer)
    {
        if (!isAscii && Has(MatchRules.Nfc) && text.Contains(NormalForms.Noncharacter))
        {
            string parts = NormalForms.Of(text.ToString(), NormalizationForm.FormC);
            parts.CopyTo(buffer);
            return buffer[..parts.Length];
        }

        if (!isAscii && Has(MatchRules.Nfc) && text.TryNormalize(buffer, out int written))
        {
            return buffer[..written];
        }

        text.CopyTo(buffer);
        return buffer[..text.Length];
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private bool Has(MatchRules some) => (rules & some) != MatchRules.None;
}
