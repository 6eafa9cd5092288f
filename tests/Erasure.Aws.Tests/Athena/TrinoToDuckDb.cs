using System.Text.RegularExpressions;

namespace Erasure.Aws.Tests.Athena;

/// <summary>Rewrites the Trino that we write into DuckDB's SQL. It knows just that, and fails on anything else.</summary>
internal static partial class TrinoToDuckDb
{
    private static readonly string[] Known =
    [
        "SELECT", "DISTINCT", "FROM", "AS", "JOIN", "ON", "AND", "OR", "WHERE", "UNION", "ALL", "IS", "NULL", "DATE", "CAST", "TRY_CAST", "TRY", "COALESCE",
        "any_match", "map_keys", "map_values", "element_at", "from_iso8601_timestamp", "to_utf8", "from_utf8",
        "lower", "upper", "rtrim", "normalize", "NFC", "regexp_replace", "regexp_like",
        "tinyint", "smallint", "integer", "bigint", "real", "double", "decimal", "boolean", "date", "timestamp", "varchar", "char", "varbinary",
        "t", "m", "e1", "e2", "e3", "e4", "object_path", "found", "group_number", "match_values",
    ];

    public static string Translate(string trino)
    {
        string sql = Quoted().Replace(trino, static match => match.Groups["word"].Success ? Word(match.Value) : match.Value);
        sql = sql.Replace("TRY(from_iso8601_timestamp", "(iso", StringComparison.Ordinal);
        sql = Regex.Replace(sql, @"timestamp\(3\)", "TIMESTAMP", RegexOptions.None, TimeSpan.FromSeconds(1));
        sql = Regex.Replace(sql, @"\bchar\(\d+\)", "VARCHAR", RegexOptions.None, TimeSpan.FromSeconds(1));
        sql = sql.Replace("(iso(", "(iso8601(", StringComparison.Ordinal)
            .Replace("varbinary", "BLOB", StringComparison.Ordinal)
            .Replace("to_utf8(", "encode(", StringComparison.Ordinal)
            .Replace("from_utf8(", "decode(", StringComparison.Ordinal)
            .Replace(", NFC)", ")", StringComparison.Ordinal)
            .Replace("normalize(", "nfc_normalize(", StringComparison.Ordinal)
            .Replace("regexp_like(", "regexp_matches(", StringComparison.Ordinal)

            // Trino replaces every occurrence.
            .Replace("', '')", "', '', 'g')", StringComparison.Ordinal)
            .Replace("element_at(", "list_extract(", StringComparison.Ordinal);
        return Lambdas(sql);
    }

    /// <summary>any_match(list, e -> condition) becomes len(list_filter(list, lambda e: condition)) > 0.</summary>
    private static string Lambdas(string sql)
    {
        int at = sql.LastIndexOf("any_match(", StringComparison.Ordinal);
        if (at < 0)
        {
            return Arrow().Replace(sql, "lambda ${element}:");
        }

        int open = at + "any_match".Length;
        int depth = 0;
        int end = open;
        do
        {
            depth += sql[end] == '(' ? 1 : sql[end] == ')' ? -1 : 0;
            end++;
        }
        while (depth > 0);
        return Lambdas($"{sql[..at]}(len(list_filter{sql[open..end]}) > 0){sql[end..]}");
    }

    private static string Word(string word) => Known.Contains(word) ? word : throw new NotSupportedException($"The local Athena does not know {word}.");

    [GeneratedRegex(@"'(?:[^']|'')*'|""(?:[^""]|"""")*""|(?<word>[A-Za-z_][A-Za-z_0-9]*)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(?<element>e\d) ->", RegexOptions.None, 1_000)]
    private static partial Regex Arrow();
}
