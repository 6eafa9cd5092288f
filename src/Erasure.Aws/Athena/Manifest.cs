using System.Text.Json;
using Erasure.Aws.Glue;

namespace Erasure.Aws.Athena;

/// <summary>The table of matches that a find joins with: one line of JSON a match, in the object store, encrypted, and gone with the job.</summary>
public static class Manifest
{
    /// <summary>Its columns.</summary>
    public static IReadOnlyList<GlueColumn> Columns { get; } = [new("group_number", "int"), new("match_values", "array<string>")];

    /// <summary>One line.</summary>
    public static byte[] Line(int group, IReadOnlyList<string> values) => [.. JsonSerializer.SerializeToUtf8Bytes(new { group_number = group, match_values = values }), (byte)'\n'];
}
