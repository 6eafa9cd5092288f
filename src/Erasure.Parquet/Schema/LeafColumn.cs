namespace Erasure.Parquet.Schema;

/// <summary>A primitive column.</summary>
internal sealed record LeafColumn
{
    /// <summary>Position among the leaves, which is the position of its chunk in every row group.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Every name from the root, joined by dots.</summary>
    public required string Path { get; init; }

    /// <summary>The path without the wrappers of lists and maps: <c>tags</c> for <c>tags.list.element</c>, <c>attrs.key</c> for <c>attrs.key_value.key</c>.</summary>
    public required string LogicalPath { get; init; }

    public required PhysicalType Type { get; init; }

    /// <summary>Bytes of a fixed-length value.</summary>
    public required int TypeLength { get; init; }

    public required LogicalType Logical { get; init; }

    public required int MaxDefinition { get; init; }

    public required int MaxRepetition { get; init; }

    /// <summary>Paths of the repeated fields from the root down, itself included where it is one: <see cref="MaxRepetition"/> of them.</summary>
    public IReadOnlyList<string> RepeatedGroups { get; init; } = [];

    /// <summary>How bounds in <c>min_value</c>/<c>max_value</c> compare; <see cref="ValueOrder.None"/> where the file doesn't say.</summary>
    public required ValueOrder Order { get; init; }

    /// <summary>Bytes of a value at the physical level; 0 for BYTE_ARRAY. A boolean takes a byte once decoded.</summary>
    public int Width => Type switch
    {
        PhysicalType.Boolean => 1,
        PhysicalType.Int32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.Double => 8,
        PhysicalType.Int96 => 12,
        PhysicalType.FixedLenByteArray => TypeLength,
        _ => 0,
    };

    public bool IsVariable => Type == PhysicalType.ByteArray;

    /// <summary>The type as a person would name it, for messages.</summary>
    public string TypeName => Logical.Kind switch
    {
        LogicalKind.None => Type == PhysicalType.FixedLenByteArray ? $"{Type}({TypeLength})" : Type.ToString(),
        LogicalKind.Decimal => $"Decimal(scale {Logical.Scale}) on {Type}",
        LogicalKind.Integer => $"{(Logical.IsSigned ? "Int" : "UInt")}{Logical.BitWidth}",
        _ => $"{Logical.Kind} on {Type}",
    };
}
