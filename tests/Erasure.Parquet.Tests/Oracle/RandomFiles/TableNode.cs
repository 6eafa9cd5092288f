namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>What a node of a schema is.</summary>
internal enum NodeShape
{
    Leaf,
    Struct,
    List,
    Map,
}

/// <summary>A node of a table's schema. A list has its element as child, a map its key and value.</summary>
/// <param name="Name">The name; <c>element</c>, <c>key</c> or <c>value</c> within lists and maps.</param>
/// <param name="Shape">What it is.</param>
/// <param name="IsOptional">It may be null.</param>
/// <param name="Children">What it is made of.</param>
/// <param name="Kind">A leaf's type.</param>
internal sealed record TableNode(string Name, NodeShape Shape, bool IsOptional, IReadOnlyList<TableNode> Children, LeafKind? Kind = null)
{
    /// <summary>It holds the people.</summary>
    public bool IsIdentifier { get; init; }

    /// <summary>One in so many is null; 0 for none.</summary>
    public int NullRarity { get; init; }

    /// <summary>One more than the most elements or entries.</summary>
    public int CountLimit { get; init; }

    /// <summary>How many values a leaf's are drawn from; 0 draws each anew.</summary>
    public int Cardinality { get; init; }

    /// <summary>What stands between its name and its children's in a path.</summary>
    public string Wrapper => Shape switch { NodeShape.List => ".list", NodeShape.Map => ".key_value", _ => "" };

    public IEnumerable<TableNode> Leaves => Shape == NodeShape.Leaf ? [this] : Children.SelectMany(child => child.Leaves);

    /// <summary>The identifier's path from this node, without the wrappers of lists; null where it isn't within.</summary>
    public string? IdentifierPath
    {
        get
        {
            if (IsIdentifier)
            {
                return Name;
            }

            string? below = Children.Select(child => child.IdentifierPath).FirstOrDefault(path => path is not null);
            return below is null || Shape != NodeShape.List ? below is null ? null : $"{Name}.{below}"
                : below == "element" ? Name
                : $"{Name}.{below["element.".Length..]}";
        }
    }
}
