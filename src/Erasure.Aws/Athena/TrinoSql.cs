using System.Globalization;
using System.Numerics;
using Erasure.Aws.Glue;

namespace Erasure.Aws.Athena;

/// <summary>Pieces of Trino's SQL, quoted so that nothing in a name or a value can end them.</summary>
internal static class TrinoSql
{
    /// <summary>An identifier; quotation marks in it are doubled.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string literal; apostrophes in it are doubled, and Trino knows no other escape.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A value of a partition as a literal of the key's type.</summary>
    /// <exception cref="FormatException">The value isn't of that type.</exception>
    public static string Literal(string value, string type) => ((GlueType.Scalar)GlueType.Parse(type)).Name switch
    {
        "tinyint" or "smallint" or "int" or "integer" or "bigint" => BigInteger.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        "date" => $"DATE {Text(DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}",
        "string" or "varchar" or "char" => Text(value),
        _ => $"CAST({Text(value)} AS {TrinoType(type)})",
    };

    /// <summary>A text expression as a value of the column's type; null, which equals nothing, where the text isn't one.</summary>
    public static string Cast(string text, GlueType.Scalar type) => type.Name switch
    {
        "string" or "varchar" => text,
        "binary" => $"to_utf8({text})",
        "timestamp" => $"COALESCE(TRY_CAST({text} AS timestamp(3)), CAST(TRY(from_iso8601_timestamp({text})) AS timestamp(3)))",
        _ => $"TRY_CAST({text} AS {TrinoType(type)})",
    };

    /// <summary>Trino's name of a scalar type of Glue's.</summary>
    /// <exception cref="NotSupportedException">It has none that identifiers could be compared with.</exception>
    public static string TrinoType(GlueType.Scalar type) => type.Name switch
    {
        "tinyint" or "smallint" or "bigint" or "double" or "boolean" or "date" => type.Name,
        "int" or "integer" => "integer",
        "float" or "real" => "real",
        "decimal" => $"decimal({(type.Parameters.Length == 0 ? "10,0" : type.Parameters)})",
        "string" => "varchar",
        "varchar" or "char" => type.Parameters.Length == 0 ? type.Name : $"{type.Name}({type.Parameters})",
        "binary" => "varbinary",
        "timestamp" => "timestamp(3)",
        _ => throw new NotSupportedException($"A column of Glue type {type.Name} can't be compared with an identifier."),
    };

    private static string TrinoType(string type) => TrinoType((GlueType.Scalar)GlueType.Parse(type));
}
