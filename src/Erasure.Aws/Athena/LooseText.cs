using Erasure.Aws.Glue;
using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>Compares texts in Trino by matching rules, coarser than the rules themselves: whatever they make equal is equal here, so that no object is left out.</summary>
/// <remarks>
/// Upper and then lower case puts all that folds together into one; every white space goes in place of that around the text; of an address by its
/// provider's rules only the local part is left. Patterns are what Joni and RE2 read alike, and characters stand for themselves in them.
/// </remarks>
internal static class LooseText
{
    private const string WhiteSpace = "[\\s\\p{Z}\u000B\u0085]";

    private const string ForeignDigit = "[^\\P{Nd}0-9]";

    /// <summary>Rules concern columns of the type. Numbers, dates and truth values are compared as such.</summary>
    public static bool Compares(GlueType.Scalar type) => type.Name is "string" or "varchar" or "char" or "binary";

    /// <summary>The condition.</summary>
    /// <param name="value">The column, or an element of it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="text">An expression of type varchar.</param>
    /// <param name="rules">The rules.</param>
    public static string Equal(string value, GlueType.Scalar type, string text, MatchRules rules)
    {
        string column = type.Name switch
        {
            "binary" => $"from_utf8({value})",
            "char" => $"rtrim(CAST({value} AS varchar))",
            _ => value,
        };
        string asked = type.Name == "char" ? $"rtrim({text})" : text;
        string condition = $"{Form(column, rules)} = {Form(asked, rules)}";

        // Digits of other scripts count as what they mean, which no function of Trino's says.
        return rules.HasFlag(MatchRules.DigitsOnly) ? $"({condition} OR regexp_like({column}, '{ForeignDigit}') OR regexp_like({asked}, '{ForeignDigit}'))" : condition;
    }

    private static string Form(string text, MatchRules rules)
    {
        string form = rules.HasFlag(MatchRules.Nfc) ? $"normalize({text}, NFC)" : text;
        if ((rules & (MatchRules.IgnoreCase | MatchRules.Email | MatchRules.EmailProvider | MatchRules.Uuid | MatchRules.Hexadecimal)) != MatchRules.None)
        {
            form = $"lower(upper({form}))";
            form = rules.HasFlag(MatchRules.Nfc) ? $"normalize({form}, NFC)" : form;
        }

        form = rules.HasFlag(MatchRules.Trim) ? Without(form, WhiteSpace) : form;
        form = rules.HasFlag(MatchRules.Hexadecimal) ? Without(form, "^0x") : form;
        form = rules.HasFlag(MatchRules.Uuid) ? Without(form, "urn:uuid:|[-{}]") : form;
        form = rules.HasFlag(MatchRules.EmailProvider) ? Without(form, "[+@].*$|[.]") : form;
        return rules.HasFlag(MatchRules.DigitsOnly) ? Without(form, "[^0-9]") : form;
    }

    private static string Without(string text, string pattern) => $"regexp_replace({text}, '{pattern}', '')";
}
