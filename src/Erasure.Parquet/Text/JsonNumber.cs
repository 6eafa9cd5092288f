namespace Erasure.Parquet.Text;

/// <summary>JSON numbers by value and exactly: 1, 1.0 and 10e-1 are one number, and no digit of a long one is rounded away.</summary>
internal static class JsonNumber
{
    /// <summary>Longer numbers, zeros at either end apart, equal nothing: nobody is known by a number of more digits.</summary>
    public const int MaxLength = 128;

    /// <summary>Beyond this a number other than zero equals nothing.</summary>
    private const long MaxExponent = 999_999_999;

    /// <summary>Writes <c>[-]digits[e exponent]</c>, the digits without zeros at either end.</summary>
    /// <returns>False where the token is not a number by JSON's grammar, or out of the bounds above.</returns>
    public static bool TryNormalize(ReadOnlySpan<byte> token, Span<char> destination, out int written)
    {
        written = 0;
        bool isNegative = token.StartsWith("-"u8);
        ReadOnlySpan<byte> rest = isNegative ? token[1..] : token;
        ReadOnlySpan<byte> whole = rest[..CountDigits(rest)];
        if (whole.IsEmpty || (whole.Length > 1 && whole[0] == '0'))
        {
            return false;
        }

        rest = rest[whole.Length..];
        ReadOnlySpan<byte> fraction = [];
        if (rest.StartsWith("."u8))
        {
            fraction = rest.Slice(1, CountDigits(rest[1..]));
            if (fraction.IsEmpty)
            {
                return false;
            }

            rest = rest[(fraction.Length + 1)..];
        }

        long exponent = 0;
        if (!rest.IsEmpty && !TryReadExponent(rest, out exponent))
        {
            return false;
        }

        Span<char> digits = stackalloc char[MaxLength];
        int count = 0;
        int zeros = 0;
        if (!TryAppend(whole, digits, ref count, ref zeros) || !TryAppend(fraction, digits, ref count, ref zeros))
        {
            return false;
        }

        return count == 0
            ? destination.TryWrite($"0", out written)
            : Math.Abs(exponent) <= MaxExponent && destination.TryWrite($"{(isNegative ? "-" : "")}{digits[..count]}e{exponent - fraction.Length + zeros}", out written);
    }

    private static int CountDigits(ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return count < 0 ? text.Length : count;
    }

    /// <summary>Appends digits but for zeros in front of the first other one, and those that none follows.</summary>
    private static bool TryAppend(ReadOnlySpan<byte> part, Span<char> digits, ref int count, ref int zeros)
    {
        foreach (byte digit in part)
        {
            if (digit == '0')
            {
                zeros += count > 0 ? 1 : 0;
                continue;
            }

            if (zeros >= digits.Length - count)
            {
                return false;
            }

            digits.Slice(count, zeros).Fill('0');
            count += zeros;
            digits[count++] = (char)digit;
            zeros = 0;
        }

        return true;
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

        if (text.IsEmpty || CountDigits(text) != text.Length)
        {
            return false;
        }

        foreach (byte digit in text)
        {
            exponent = Math.Min((exponent * 10) + digit - '0', MaxExponent + 1);
        }

        exponent = negative ? -exponent : exponent;
        return true;
    }
}
