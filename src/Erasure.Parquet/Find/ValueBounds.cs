using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>Bounds that say where the values of a chunk or page lie.</summary>
internal sealed class ValueBounds
{
    private readonly LeafColumn column;

    private ValueBounds(LeafColumn column, byte[] min, byte[] max)
    {
        this.column = column;
        Min = min;
        Max = max;
    }

    public byte[] Min { get; }

    public byte[] Max { get; }

    /// <summary>False where the bounds contradict each other; otherwise the bounds, or null where none can be compared with.</summary>
    public static bool TryRead(LeafColumn column, byte[]? min, byte[]? max, out ValueBounds? bounds)
    {
        bounds = null;
        if (min is null || max is null || !IsOrdered(column) || !ValueComparer.IsComparable(column, min) || !ValueComparer.IsComparable(column, max))
        {
            return true;
        }

        if (ValueComparer.Compare(column.Order, min, max) > 0)
        {
            return false;
        }

        bounds = new ValueBounds(column, min, max);
        return true;
    }

    /// <summary>Whether a value of the data lies within; NaN lies nowhere and needs not.</summary>
    public bool Covers(ReadOnlySpan<byte> value) =>
        (column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal && ValueComparer.IsNaN(value))
        || (ValueComparer.Compare(column.Order, Min, value) <= 0 && ValueComparer.Compare(column.Order, value, Max) <= 0);

    /// <summary>Writers that take decimals of any length, or FLOAT16, for bytes leave bounds that nothing gives away.</summary>
    private static bool IsOrdered(LeafColumn column) =>
        column.Order != ValueOrder.None && column.Logical.Kind != LogicalKind.Float16 && !(column.IsVariable && column.Logical.Kind == LogicalKind.Decimal);
}
