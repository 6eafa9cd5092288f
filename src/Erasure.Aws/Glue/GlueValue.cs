using System.Globalization;
using System.Numerics;

namespace Erasure.Aws.Glue;

/// <summary>Texts as values of Glue's types.</summary>
internal static class GlueValue
{
    /// <summary>The text can be a value of the type, so that asking for it makes sense.</summary>
    public static bool Fits(GlueType.Scalar type, string text) => type.Name switch
    {
        "tinyint" => IsInteger(text, 8),
        "smallint" => IsInteger(text, 16),
        "int" or "integer" => IsInteger(text, 32),
        "bigint" => IsInteger(text, 64),
        "decimal" => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) || IsLongDecimal(text),
        "float" or "real" or "double" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number),
        "boolean" => bool.TryParse(text, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "timestamp" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        _ => true,
    };

    private static bool IsInteger(string text, int bits) =>
        BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)
        && number >= -(BigInteger.One << (bits - 1)) && number < BigInteger.One << (bits - 1);

    // Beyond the 28 digits of decimal: Glue has 38.
    private static bool IsLongDecimal(string text) =>
        text.Length <= 41 && text.AsSpan().Count('.') <= 1 && BigInteger.TryParse(text.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
