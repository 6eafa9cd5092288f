using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Schema;

/// <summary>The leaves of a schema, and the paths of its groups.</summary>
internal sealed class SchemaTree
{
    /// <summary>Longest fixed-length value; no writer makes values of megabytes that all have one length.</summary>
    private const int MaxTypeLength = 1 << 20;

    /// <summary>Levels are kept in bytes, and recursion on the stack.</summary>
    private const int MaxDepth = 120;

    /// <summary>Characters of all paths together; a group's name is in the path of everything below it.</summary>
    private const long MaxPathCharacters = 16 << 20;

    private readonly ThriftList elements;
    private readonly ThriftList? orders;
    private readonly List<LeafColumn> leaves = [];
    private readonly HashSet<string> groups = new(StringComparer.OrdinalIgnoreCase);
    private int next;
    private long pathCharacters;

    private SchemaTree(ThriftList elements, ThriftList? orders)
    {
        this.elements = elements;
        this.orders = orders;
    }

    public IReadOnlyList<LeafColumn> Leaves => leaves;

    /// <summary>Dotted paths of the groups.</summary>
    public IReadOnlySet<string> Groups => groups;

    public static SchemaTree Parse(ThriftList elements, ThriftList? columnOrders)
    {
        if (elements.Count == 0)
        {
            throw Corrupt("is empty");
        }

        SchemaTree tree = new(elements, columnOrders);
        ThriftStruct root = tree.Take();
        for (int i = root.Int(5) ?? 0; i > 0; i--)
        {
            tree.Visit(new Position("", "", 0, 0, [], LogicalKind.None, false));
        }

        return tree.next == elements.Count ? tree : throw Corrupt("has elements outside its tree");
    }

    private void Visit(Position parent)
    {
        ThriftStruct element = Take();
        string name = element.Text(4) ?? throw Corrupt("has an element without a name");
        LogicalType logical = LogicalType.Of(element);
        int repetition = element.Int(3) ?? 0;
        if (repetition is < 0 or > 2)
        {
            throw new RefusedException(RefusalCode.UnsupportedFeature, $"The schema uses repetition type {repetition}.");
        }

        pathCharacters += parent.Path.Length + name.Length;
        if (pathCharacters > MaxPathCharacters)
        {
            throw new RefusedException(RefusalCode.TooLarge, $"The schema's paths have more than {MaxPathCharacters} characters together.");
        }

        string path = Join(parent.Path, name);
        bool isWrapper = parent.IsListGroup || (repetition == 2 && parent.Kind is LogicalKind.List or LogicalKind.Map);
        Position here = new(
            path,
            isWrapper ? parent.LogicalPath : Join(parent.LogicalPath, name),
            parent.Depth + 1,
            parent.Definition + (repetition == 0 ? 0 : 1),
            repetition == 2 ? [.. parent.Repeated, path] : parent.Repeated,
            logical.Kind,
            isWrapper && parent.Kind == LogicalKind.List && repetition == 2 && element.Int(5) == 1);
        if (here.Depth > MaxDepth)
        {
            throw new RefusedException(RefusalCode.UnsupportedFeature, $"The schema nests deeper than {MaxDepth} levels.");
        }

        if (element.Int(5) is not { } children || (children == 0 && element.Has(1)))
        {
            leaves.Add(Leaf(element, logical, here));
            return;
        }

        groups.Add(here.Path);
        groups.Add(here.LogicalPath);
        for (int i = 0; i < children; i++)
        {
            Visit(here);
        }
    }

    private LeafColumn Leaf(ThriftStruct element, LogicalType logical, Position here)
    {
        int type = element.RequiredInt(1, "SchemaElement.type");
        if (type is < 0 or > 7)
        {
            throw Corrupt("has an unknown physical type");
        }

        PhysicalType physical = (PhysicalType)type;
        int length = physical == PhysicalType.FixedLenByteArray ? element.RequiredInt(2, "SchemaElement.type_length") : 0;
        return new LeafColumn
        {
            Ordinal = leaves.Count,
            Path = here.Path,
            LogicalPath = here.LogicalPath,
            Type = physical,
            TypeLength = length is >= 0 and <= MaxTypeLength ? length : throw Corrupt($"has a type length that is negative or beyond {MaxTypeLength} bytes"),
            Logical = logical,
            MaxDefinition = here.Definition,
            MaxRepetition = here.Repeated.Count,
            RepeatedGroups = here.Repeated,
            Order = Order(physical, logical),
        };
    }

    private ValueOrder Order(PhysicalType type, LogicalType logical)
    {
        if (orders is null || leaves.Count >= orders.Count || orders.Struct(leaves.Count) is not { Fields: [(short order, _), ..] })
        {
            return ValueOrder.None;
        }

        ValueOrder defined = TypeDefined(type, logical);
        return order switch
        {
            1 => defined,
            2 when defined == ValueOrder.Floating => ValueOrder.FloatingTotal,
            3 when type == PhysicalType.Int96 => ValueOrder.Int96,
            _ => ValueOrder.None,
        };
    }

    private static ValueOrder TypeDefined(PhysicalType type, LogicalType logical) => (type, logical.Kind) switch
    {
        (_, LogicalKind.Interval or LogicalKind.Geometry or LogicalKind.Null or LogicalKind.Other) => ValueOrder.None,
        (PhysicalType.Boolean, _) => ValueOrder.Boolean,
        (PhysicalType.Int32 or PhysicalType.Int64, LogicalKind.Integer) => logical.IsSigned ? ValueOrder.Signed : ValueOrder.Unsigned,
        (PhysicalType.Int32 or PhysicalType.Int64, _) => ValueOrder.Signed,
        (PhysicalType.Float or PhysicalType.Double, _) => ValueOrder.Floating,
        (PhysicalType.FixedLenByteArray, LogicalKind.Float16) => ValueOrder.Floating,
        (PhysicalType.ByteArray or PhysicalType.FixedLenByteArray, LogicalKind.Decimal) => ValueOrder.Decimal,
        (PhysicalType.ByteArray or PhysicalType.FixedLenByteArray, _) => ValueOrder.Bytes,
        _ => ValueOrder.None,
    };

    private ThriftStruct Take() => next < elements.Count ? elements.Struct(next++) : throw Corrupt("ends before its tree does");

    private static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    private static RefusedException Corrupt(string what) => new(RefusalCode.Corrupt, $"The schema {what}.");

    /// <summary>A group on the way to a leaf.</summary>
    /// <param name="IsListGroup">It is the repeated group of a list and has one child, the element.</param>
    private readonly record struct Position(string Path, string LogicalPath, int Depth, int Definition, IReadOnlyList<string> Repeated, LogicalKind Kind, bool IsListGroup);
}
