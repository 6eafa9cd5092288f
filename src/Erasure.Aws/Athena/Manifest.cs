using System.Text.Json;

namespace Erasure.Aws.Athena;

/// <summary>The table of matches that a find joins with: one line of JSON a match, in the object store, encrypted, and gone with the job.</summary>
public static class Manifest
{
    /// <summary>One line.</summary>
    public static byte[] Line(int group, IReadOnlyList<string> values) => [.. JsonSerializer.SerializeToUtf8Bytes(new { group_number = group, match_values = values }), (byte)'\n'];

    /// <summary>Hive's statement that makes the table.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="table">Its name; lower-case letters, digits and underscores.</param>
    /// <param name="location">The folder of its lines, such as <c>s3://bucket/manifests/7/</c>.</param>
    public static string Create(string database, string table, string location) =>
        $"""
        CREATE EXTERNAL TABLE {Hive(database)}.{Hive(table)} (`group_number` int, `match_values` array<string>)
        ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
        LOCATION '{location.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'
        """;

    /// <summary>Hive's statement that forgets it.</summary>
    public static string Drop(string database, string table) => $"DROP TABLE IF EXISTS {Hive(database)}.{Hive(table)}";

    private static string Hive(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
