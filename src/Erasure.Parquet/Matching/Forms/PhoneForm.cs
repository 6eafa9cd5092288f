using System.Globalization;
using System.Text;

namespace Erasure.Parquet.Matching.Forms;

/// <summary>The spellings of a telephone number as one: its digits alone.</summary>
/// <remarks>
/// Only text that is nothing but digits and what people set between them (spaces, hyphens, points, slashes, parentheses, a plus sign), behind a
/// <c>tel:</c> (RFC 3966) perhaps, is one: with a letter in it, it may as well be an order number, and stays as it is. Decimal digits of every
/// script count. A plus sign doesn't, and no country code is guessed: 0049 and +49 differ.
/// </remarks>
internal static class PhoneForm
{
    private const string Scheme = "tel:";

    /// <summary>The digits, in place; any other text as it is.</summary>
    public static Span<char> Of(Span<char> text)
    {
        ReadOnlySpan<char> number = text;
        if (number.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            number = number[Scheme.Length..];
        }

        // twice, so that text which turns out to be no number is left as it was
        int count = 0;
        foreach (Rune rune in number.EnumerateRunes())
        {
            if (Digit(rune) >= 0)
            {
                count++;
            }
            else if (!IsBetween(rune))
            {
                return text;
            }
        }

        if (count == 0)
        {
            return text;
        }

        int at = 0;
        foreach (Rune rune in number.EnumerateRunes())
        {
            if (Digit(rune) is >= 0 and int digit)
            {
                text[at++] = (char)('0' + digit);
            }
        }

        return text[..at];
    }

    /// <summary>The decimal digit that the character is, in whatever script; -1 for another.</summary>
    public static int Digit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune) : -1;

    private static bool IsBetween(Rune rune) => Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format
        || rune.Value is '+' or '(' or ')' or '[' or ']' or '.' or '/' or '\u00B7' or '\u2212' or '\uFF0B' or '\uFF08' or '\uFF09' or '\uFF0E' or '\uFF0F';
}
