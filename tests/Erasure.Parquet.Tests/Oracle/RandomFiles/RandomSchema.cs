namespace Erasure.Parquet.Tests.Oracle.RandomFiles;

/// <summary>What a writer can be asked for.</summary>
/// <param name="Kinds">Types of leaves.</param>
/// <param name="IsNested">Structs, lists and maps too.</param>
/// <param name="HasRequiredGroups">Structs and lists that can't be null, too.</param>
/// <param name="HasMaps">Maps too.</param>
internal sealed record WriterRange(LeafKind[] Kinds, bool IsNested = true, bool HasRequiredGroups = true, bool HasMaps = true);

/// <summary>Random schemas with one identifier's column: flat, in a struct, a list, a list of structs or lists, or a map.</summary>
internal sealed class RandomSchema(Random random, WriterRange range)
{
    private static readonly LeafKind[] Identifiers = [LeafKind.String, LeafKind.String, LeafKind.String, LeafKind.Int64, LeafKind.Int32, LeafKind.Uuid];

    /// <summary>The root's children: <c>id</c>, which counts the rows, the identifier, and up to six others.</summary>
    public IReadOnlyList<TableNode> Draw()
    {
        List<TableNode> columns = [];
        for (int i = random.Next(1, 7); i > 0; i--)
        {
            columns.Add(Node($"c{i}", range.IsNested ? 2 : 0));
        }

        columns.Insert(random.Next(columns.Count + 1), Identifier());
        columns.Insert(0, new TableNode("id", NodeShape.Leaf, IsOptional: false, [], LeafKind.Int64));
        return columns;
    }

    private TableNode Identifier()
    {
        LeafKind[] kinds = [.. Identifiers.Where(range.Kinds.Contains)];
        LeafKind kind = kinds[random.Next(kinds.Length)];
        TableNode Leaf(string name, bool isOptional) => Optional(new TableNode(name, NodeShape.Leaf, isOptional, [], kind) { IsIdentifier = true });
        TableNode People(TableNode element) => Group("people", NodeShape.List, element) with { CountLimit = random.Next(2, 9) };
        return (range.IsNested ? random.Next(range.HasMaps ? 8 : 7) : 0) switch
        {
            <= 1 => Leaf("who", random.Next(2) == 0),
            2 => Group("person", NodeShape.Struct, Leaf("who", random.Next(2) == 0), Node("about", 1)),
            3 or 4 => People(Leaf("element", random.Next(2) == 0)),
            5 => People(Group("element", NodeShape.Struct, Node("about", 0), Leaf("who", random.Next(2) == 0))),
            6 => People(Group("element", NodeShape.List, Leaf("element", random.Next(2) == 0)) with { CountLimit = 4 }),
            _ when random.Next(2) == 0 => Group("by", NodeShape.Map, Leaf("key", isOptional: false), Node("value", 0)) with { CountLimit = 5 },
            _ => Group("by", NodeShape.Map, Scalar("key", isOptional: false, LeafKind.String), Leaf("value", isOptional: true)) with { CountLimit = 5 },
        };
    }

    private TableNode Node(string name, int depth)
    {
        return (depth == 0 ? 9 : random.Next(10)) switch
        {
            0 => Group(name, NodeShape.Struct, Node("a", depth - 1), Node("b", depth - 1)),
            1 or 2 => Group(name, NodeShape.List, Node("element", depth - 1)) with { CountLimit = random.Next(2, 7) },
            3 when range.HasMaps => Group(name, NodeShape.Map, Scalar("key", isOptional: false, LeafKind.String), Node("value", depth - 1)) with { CountLimit = 4 },
            _ => Scalar(name, random.Next(2) == 0, range.Kinds[random.Next(range.Kinds.Length)]),
        };
    }

    private TableNode Scalar(string name, bool isOptional, LeafKind kind) =>
        Optional(new TableNode(name, NodeShape.Leaf, isOptional, [], kind) { Cardinality = random.Next(3) switch { 0 => 0, 1 => random.Next(1, 4), _ => random.Next(5, 40) } });

    private TableNode Group(string name, NodeShape shape, params TableNode[] children) =>
        Optional(new TableNode(name, shape, !range.HasRequiredGroups || random.Next(3) > 0, children));

    private TableNode Optional(TableNode node) => node.IsOptional ? node with { NullRarity = random.Next(4) switch { 0 => 0, 1 => 2, 2 => 10, _ => 200 } } : node;
}
