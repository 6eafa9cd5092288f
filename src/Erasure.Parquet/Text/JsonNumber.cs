namespace Erasure.Parquet.Text;

/// <summary>JSON numbers by value and exactly: 1, 1.0 and 10e-1 are one number, and no digit of a long one is rounded away.</summary>
internal static class JsonNumber
{
    /// <summary>Longer tokens equal nothing; nobody is known by a number of more digits.</summary>
    public const int MaxLength = 128;

    /// <summary>Beyond this an exponent equals nothing.</summary>
    private const int MaxExponentDigits = 9;

    /// <summary>Writes <c>[-]digits[e exponent]</c>, the digits without zeros at either end.</summary>
    /// <returns>False where the token is not a number by JSON's grammar, or out of the bounds above.</returns>
    public static bool TryNormalize(ReadOnlySpan<byte> token, Span<char> destination, out int written)
    {
        written = 0;
        if (token.IsEmpty || token.Length > MaxLength)
        {
            return false;
        }

        bool negative = token[0] == '-';
        ReadOnlySpan<byte> rest = negative ? token[1..] : token;
        int whole = CountDigits(rest);
        if (whole == 0 || (whole > 1 && rest[0] == '0'))
        {
            return false;
        }

        Span<char> digits = stackalloc char[MaxLength];
        int count = Append(rest[..whole], digits, 0);
        rest = rest[whole..];
        long exponent = 0;
        if (!rest.IsEmpty && rest[0] == '.')
        {
            int fraction = CountDigits(rest[1..]);
            if (fraction == 0)
            {
                return false;
            }

            count = Append(rest.Slice(1, fraction), digits, count);
            exponent = -fraction;
            rest = rest[(fraction + 1)..];
        }

        if (!rest.IsEmpty)
        {
            if (!TryReadExponent(rest, out long explicitExponent))
            {
                return false;
            }

            exponent += explicitExponent;
        }

        ReadOnlySpan<char> significant = digits[..count].TrimStart('0').TrimEnd('0');
        exponent += count - digits[..count].TrimEnd('0').Length;
        return significant.IsEmpty
            ? destination.TryWrite($"0", out written)
            : destination.TryWrite($"{(negative ? "-" : "")}{significant}e{exponent}", out written);
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }

    private static int Append(ReadOnlySpan<byte> part, Span<char> digits, int count)
    {
        foreach (byte digit in part)
        {
            digits[count++] = (char)digit;
        }

        return count;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text[0] is not ((byte)'e' or (byte)'E'))
        {
            return false;
        }

        text = text[1..];
        bool negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
        {
            text = text[1..];
        }

        if (text.IsEmpty || CountDigits(text) != text.Length || text.TrimStart((byte)'0').Length > MaxExponentDigits)
        {
            return false;
        }

        foreach (byte digit in text)
        {
            exponent = (exponent * 10) + digit - '0';
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }
}
