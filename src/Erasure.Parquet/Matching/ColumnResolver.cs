using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Finds the column that a dotted path means: exactly as written first, then whatever the case; by its full path or by the one without list and map wrappers.</summary>
internal sealed class ColumnResolver(SchemaTree schema)
{
    private readonly ILookup<string, LeafColumn> exact = Lookup(schema, StringComparer.Ordinal);
    private readonly ILookup<string, LeafColumn> anyCase = Lookup(schema, StringComparer.OrdinalIgnoreCase);

    /// <summary>The column, or why there is none.</summary>
    public (LeafColumn? Column, MatchProblemCode Problem) Resolve(string path)
    {
        LeafColumn[] found = [.. exact[path].Distinct()];
        if (found.Length == 0)
        {
            found = [.. anyCase[path].Distinct()];
        }

        return found.Length switch
        {
            1 when ValueParser.IsSupported(found[0]) => (found[0], default),
            1 => (null, MatchProblemCode.TypeNotSupported),
            > 1 => (null, MatchProblemCode.ColumnAmbiguous),
            _ => (null, schema.Groups.Contains(path) ? MatchProblemCode.ColumnNotPrimitive : MatchProblemCode.ColumnNotFound),
        };
    }

    /// <summary>Columns whose paths differ by case from that of the one that the path means, and stand beside it.</summary>
    public IEnumerable<string> OthersOf(string path) =>
        exact[path].Distinct().Count() == 1 ? anyCase[path].Except(exact[path]).Select(leaf => leaf.Path) : [];

    /// <summary>The type of the only column of that path, for messages.</summary>
    public string TypeName(string path)
    {
        LeafColumn[] found = [.. anyCase[path].Distinct()];
        return found.Length == 1 ? found[0].TypeName : "";
    }

    private static ILookup<string, LeafColumn> Lookup(SchemaTree schema, StringComparer comparer) => schema.Leaves
        .SelectMany(leaf => new[] { (leaf.Path, Leaf: leaf), (Path: leaf.LogicalPath, Leaf: leaf) })
        .ToLookup(pair => pair.Path, pair => pair.Leaf, comparer);
}
