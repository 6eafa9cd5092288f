namespace Erasure.Parquet.Matching.Forms;

/// <summary>Hexadecimal digits with and without a leading <c>0x</c>, in either case, as one: lower-case digits alone.</summary>
internal static class HexadecimalForm
{
    /// <summary>The digits, in place, leading zeros kept; any other text as it is.</summary>
    public static Span<char> Of(Span<char> text)
    {
        Span<char> digits = text is ['0', 'x' or 'X', .. var behind] ? behind : text;
        foreach (char digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return text;
            }
        }

        if (digits.IsEmpty)
        {
            return text;
        }

        foreach (ref char digit in digits)
        {
            digit = char.ToLowerInvariant(digit);
        }

        return digits;
    }
}
