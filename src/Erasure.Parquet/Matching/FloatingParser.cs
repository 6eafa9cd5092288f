using System.Globalization;
using System.Numerics;

namespace Erasure.Parquet.Matching;

/// <summary>Reads text as a floating-point number (IEEE 754) that stands for this number alone, as far as anybody can tell.</summary>
/// <remarks>
/// A column of such numbers holds no others: of 9007199254740993 a DOUBLE keeps 9007199254740992, which may be somebody else. So text has no
/// more digits than the type brings back, and from 2^53 on (FLOAT 2^24, FLOAT16 2^11), where neighbouring whole numbers share one, there is none.
/// </remarks>
internal static class FloatingParser
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>The number; null where the text isn't one, or the type can't tell it from others.</summary>
    public static T? Parse<T>(string text)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (!PlainNumber.IsPlain(text) || !T.TryParse(text, Style, CultureInfo.InvariantCulture, out T value) || !T.IsFinite(value))
        {
            return null;
        }

        T firstShared = T.ScaleB(T.One, T.One.GetSignificandBitLength());
        return T.Abs(value) < firstShared && Digits(text) == Digits(value.ToString("R", CultureInfo.InvariantCulture)) ? value : null;
    }

    /// <summary>The digits that count, and the power of ten of the last one.</summary>
    private static (string Digits, long Exponent) Digits(ReadOnlySpan<char> number)
    {
        int mark = number.IndexOf('E');
        long exponent = mark < 0 ? 0 : long.Parse(number[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        ReadOnlySpan<char> mantissa = (mark < 0 ? number : number[..mark]).TrimStart("+-");
        int point = mantissa.IndexOf('.');
        string all = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        string digits = all.Trim('0');
        return digits.Length == 0 ? ("", 0) : (digits, exponent - (point < 0 ? 0 : mantissa.Length - point - 1) + (all.Length - all.TrimEnd('0').Length));
    }
}
