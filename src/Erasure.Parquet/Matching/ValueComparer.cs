using System.Buffers.Binary;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Matching;

/// <summary>Compares stored values by a column's order.</summary>
internal static class ValueComparer
{
    /// <summary>Less than, equal to or greater than zero. Floating values must not be NaN unless the order is total.</summary>
    public static int Compare(ValueOrder order, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => order switch
    {
        ValueOrder.Boolean => left[0].CompareTo(right[0]),
        ValueOrder.Signed => Integer(left).CompareTo(Integer(right)),
        ValueOrder.Unsigned => ((ulong)Integer(left)).CompareTo((ulong)Integer(right)),
        ValueOrder.Floating => Floating(left).CompareTo(Floating(right)),
        ValueOrder.FloatingTotal => Total(left).CompareTo(Total(right)),
        ValueOrder.Bytes => left.SequenceCompareTo(right),
        ValueOrder.Decimal => CompareDecimals(left, right),
        ValueOrder.Int96 => CompareInt96(left, right),
        _ => 0,
    };

    /// <summary>Whether the bytes can be a value, and so a bound, of the column.</summary>
    public static bool IsComparable(LeafColumn column, ReadOnlySpan<byte> value) =>
        (column.IsVariable || value.Length == column.Width) && !(column.Order is ValueOrder.Floating && IsNaN(value)) && !(column.Order == ValueOrder.Decimal && value.IsEmpty);

    public static bool IsNaN(ReadOnlySpan<byte> value) => double.IsNaN(Floating(value));

    private static long Integer(ReadOnlySpan<byte> value) =>
        value.Length == 4 ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);

    private static double Floating(ReadOnlySpan<byte> value) => value.Length switch
    {
        2 => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
        4 => BinaryPrimitives.ReadSingleLittleEndian(value),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(value),
    };

    /// <summary>IEEE 754 totalOrder as an integer order: the magnitude bits of negative values are turned over.</summary>
    private static long Total(ReadOnlySpan<byte> value)
    {
        long bits = value.Length switch
        {
            2 => BinaryPrimitives.ReadInt16LittleEndian(value),
            4 => BinaryPrimitives.ReadInt32LittleEndian(value),
            _ => BinaryPrimitives.ReadInt64LittleEndian(value),
        };
        return bits < 0 ? bits ^ long.MaxValue : bits;
    }

    private static int CompareDecimals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        bool leftNegative = !left.IsEmpty && left[0] >= 0x80, rightNegative = !right.IsEmpty && right[0] >= 0x80;
        if (leftNegative != rightNegative)
        {
            return leftNegative ? -1 : 1;
        }

        left = DecimalBytes.Minimal(left);
        right = DecimalBytes.Minimal(right);
        int byLength = left.Length.CompareTo(right.Length);
        return byLength != 0 ? (leftNegative ? -byLength : byLength) : left.SequenceCompareTo(right);
    }

    private static int CompareInt96(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        int byDay = BinaryPrimitives.ReadInt32LittleEndian(left[8..]).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(right[8..]));
        return byDay != 0 ? byDay : BinaryPrimitives.ReadInt64LittleEndian(left).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(right));
    }
}
