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
        string column = TextOf(value, type);
        string asked = type.Name == "char" ? $"rtrim({text})" : text;
        string condition = $"{Form(column, rules)} = {Form(asked, rules)}";

        // Digits of other scripts count as what they mean, which no function of Trino's says.
        return rules.HasFlag(MatchRules.DigitsOnly) ? $"({condition} OR regexp_like({column}, '{ForeignDigit}') OR regexp_like({asked}, '{ForeignDigit}'))" : condition;
    }

    /// <summary>
    /// The condition that a pattern is found in a column's text. Bytes that are no text are U+FFFD there, whoever read them: of Trino's readers some replace them so, others leave them (OpenCSVSerde
    /// both, by the line).
    /// </summary>
    /// <param name="value">The column, or an element of it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="pattern">A regular expression.</param>
    public static string Like(string value, GlueType.Scalar type, string pattern) =>
        $"regexp_like({(type.Name == "binary" ? TextOf(value, type) : $"from_utf8(to_utf8({TextOf(value, type)}))")}, {TrinoSql.Text(pattern)})";

    private static string TextOf(string value, GlueType.Scalar type) => type.Name switch
    {
        "binary" => $"from_utf8({value})",
        "char" => $"rtrim(CAST({value} AS varchar))",
        _ => value,
    };

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
