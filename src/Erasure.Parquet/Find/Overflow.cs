using System.Buffers.Binary;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Find;

/// <summary>
/// Numbers beyond what their column's type allows: integers of fewer bits than they are stored in, times beyond a day, INT96 whose nanoseconds
/// are more than a day. They equal nothing that is asked for, and readers show them as if they did.
/// </summary>
internal static class Overflow
{
    private const long SecondsPerDay = 86_400, NanosPerDay = SecondsPerDay * 1_000_000_000;

    /// <summary>Whether the column has room for such numbers.</summary>
    public static bool IsPossible(LeafColumn column) => (column.Type, column.Logical.Kind) switch
    {
        (PhysicalType.Int96, _) => true,
        (PhysicalType.Int32 or PhysicalType.Int64, LogicalKind.Integer) => column.Logical.BitWidth > 0 && column.Logical.BitWidth < column.Width * 8,
        (PhysicalType.Int32 or PhysicalType.Int64, LogicalKind.Time) => column.Logical.UnitsPerSecond > 0,
        _ => false,
    };

    /// <summary>Whether a value of such a column is one.</summary>
    public static bool Is(LeafColumn column, ReadOnlySpan<byte> value) => column.Type == PhysicalType.Int96
        ? BinaryPrimitives.ReadInt64LittleEndian(value) is < 0 or >= NanosPerDay
        : Read(value) is var number && Shown(column.Logical, number) != number;

    /// <summary>The value, within its type, that readers show in its place.</summary>
    public static byte[] Shown(LeafColumn column, ReadOnlySpan<byte> value)
    {
        byte[] shown = new byte[value.Length];
        if (column.Type == PhysicalType.Int96)
        {
            long nanos = BinaryPrimitives.ReadInt64LittleEndian(value), ofDay = Remainder(nanos, NanosPerDay);
            BinaryPrimitives.WriteInt64LittleEndian(shown, ofDay);
            BinaryPrimitives.WriteInt32LittleEndian(shown.AsSpan(8), unchecked(BinaryPrimitives.ReadInt32LittleEndian(value[8..]) + (int)((nanos - ofDay) / NanosPerDay)));
        }
        else if (value.Length == sizeof(int))
        {
            BinaryPrimitives.WriteInt32LittleEndian(shown, (int)Shown(column.Logical, Read(value)));
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(shown, Shown(column.Logical, Read(value)));
        }

        return shown;
    }

    /// <summary>The low bits of an integer, the time of day of a time.</summary>
    private static long Shown(LogicalType type, long number)
    {
        int unused = 64 - type.BitWidth;
        return type.Kind == LogicalKind.Time ? Remainder(number, SecondsPerDay * type.UnitsPerSecond)
            : type.IsSigned ? number << unused >> unused
            : number << unused >>> unused;
    }

    private static long Remainder(long number, long divisor) => ((number % divisor) + divisor) % divisor;

    private static long Read(ReadOnlySpan<byte> value) =>
        value.Length == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
}
