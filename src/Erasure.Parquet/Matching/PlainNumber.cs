using System.Text.RegularExpressions;

namespace Erasure.Parquet.Matching;

/// <summary>
/// Numbers as everybody writes them, so that what is asked means one number and no other identifier: <c>1e3</c>, <c>007</c>, <c>5.0</c> and <c>-0</c> may each be somebody else than 1000, 7, 5 and 0.
/// </summary>
internal static partial class PlainNumber
{
    /// <summary>Digits without exponent, plus, leading zeros and zeros at a fraction's end.</summary>
    public static bool IsPlain(string text) => Plain().IsMatch(text);

    /// <summary>As <see cref="IsPlain"/>, but that a fraction may end with zeros: a column that has places for them is written with them.</summary>
    public static bool IsPlainDecimal(string text) => PlainDecimal().IsMatch(text);

    [GeneratedRegex("^(?!-0\\z)-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Plain();

    [GeneratedRegex("^(?!-0(\\.0*)?\\z)-?(0|[1-9][0-9]*)(\\.[0-9]+)?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PlainDecimal();
}
