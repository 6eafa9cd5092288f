using Erasure.Aws.Glue;
using Erasure.Parquet;

namespace Erasure.Aws.Athena;

/// <summary>Turns a dotted path and its Glue types into a condition of the column, or of anything inside it.</summary>
/// <remarks>
/// Lists and maps are looked into by <c>any_match</c>. A path may name Parquet's own groups of a list (<c>list.element</c>, <c>bag.array_element</c>, <c>array</c>) and of a map (<c>key_value</c>), or
/// leave them out.
/// </remarks>
internal static class ColumnCondition
{
    private static readonly string[][] ListGroups = [["list", "element"], ["list", "item"], ["bag", "array_element"], ["bag", "array"], ["array"], ["element"]];
    private static readonly string[][] MapGroups = [["key_value"], ["map"], ["entries"]];

    /// <summary>The condition that <paramref name="path"/> of <paramref name="table"/> equals <paramref name="text"/>.</summary>
    /// <param name="alias">The table's alias in the statement.</param>
    /// <param name="table">The table.</param>
    /// <param name="path">Such as <c>ctx.user.id</c>.</param>
    /// <param name="text">An expression of type varchar.</param>
    /// <param name="rules">How texts are compared.</param>
    /// <exception cref="KeyNotFoundException">The table has no such column; names the part that is missing.</exception>
    /// <exception cref="NotSupportedException">The path ends at something that can't be compared.</exception>
    public static string Equal(string alias, GlueTable table, string path, string text, MatchRules rules = MatchRules.None) => Equal(alias, table, path, text, rules, out _);

    /// <summary>The condition, and the type that the text is cast to.</summary>
    public static string Equal(string alias, GlueTable table, string path, string text, MatchRules rules, out GlueType.Scalar type)
    {
        GlueType.Scalar? leaf = null;
        string condition = Any(alias, table, path, (value, scalar) =>
        {
            leaf = scalar;
            return rules == MatchRules.None || !LooseText.Compares(scalar) ? $"{value} = {TrinoSql.Cast(text, scalar)}" : LooseText.Equal(value, scalar, text, rules);
        });
        type = leaf!;
        return condition;
    }

    /// <summary>The condition that a pattern is found in <paramref name="path"/>, which is of text.</summary>
    public static string Like(string alias, GlueTable table, string path, string pattern) => Any(alias, table, path, (value, type) => LooseText.Like(value, type, pattern));

    private static string Any(string alias, GlueTable table, string path, Func<string, GlueType.Scalar, string> holds)
    {
        string[] parts = path.Split('.');
        GlueColumn column = table.Columns.Concat(table.PartitionKeys).FirstOrDefault(column => Same(column.Name, parts[0]))
            ?? throw Missing(table, path, parts[0]);
        return Descend($"{alias}.{TrinoSql.Name(column.Name)}", GlueType.Parse(column.Type), parts.AsMemory(1), 1);

        string Descend(string value, GlueType type, ReadOnlyMemory<string> rest, int depth)
        {
            switch (type)
            {
                case GlueType.Scalar scalar when rest.IsEmpty:
                    return holds(value, scalar);
                case GlueType.Struct record when !rest.IsEmpty:
                    KeyValuePair<string, GlueType> field = record.Fields.FirstOrDefault(field => Same(field.Key, rest.Span[0]));
                    return field.Value is null ? throw Missing(table, path, rest.Span[0]) : Descend($"{value}.{TrinoSql.Name(field.Key)}", field.Value, rest[1..], depth);
                case GlueType.Array list:
                    return AnyOf(value, list.Element, SkipGroup(rest, ListGroups), depth);
                case GlueType.Map map:
                    ReadOnlyMemory<string> inside = SkipGroup(rest, MapGroups);
                    return inside.IsEmpty ? throw NotComparable(table, path)
                        : Same(inside.Span[0], "key") ? AnyOf($"map_keys({value})", map.Key, inside[1..], depth)
                        : Same(inside.Span[0], "value") ? AnyOf($"map_values({value})", map.Value, inside[1..], depth)
                        : throw Missing(table, path, inside.Span[0]);
                default:
                    throw NotComparable(table, path);
            }
        }

        string AnyOf(string values, GlueType element, ReadOnlyMemory<string> rest, int depth) =>
            $"any_match({values}, e{depth} -> {Descend($"e{depth}", element, rest, depth + 1)})";
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlyMemory<string> SkipGroup(ReadOnlyMemory<string> rest, string[][] groups)
    {
        foreach (string[] group in groups)
        {
            if (rest.Length >= group.Length && group.Zip(rest[..group.Length].ToArray(), Same).All(static same => same))
            {
                return rest[group.Length..];
            }
        }

        return rest;
    }

    private static KeyNotFoundException Missing(GlueTable table, string path, string part) => new($"Table {table.Database}.{table.Name} has no {part}, which column {path} names.");

    private static NotSupportedException NotComparable(GlueTable table, string path) => new($"Column {path} of table {table.Database}.{table.Name} is a group or a type that can't be compared with an identifier; name a column inside it.");
}
