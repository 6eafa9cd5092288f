using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>Decides whether bounds could tell of erased values: exact ones do when they equal one, shortened ones when they share its beginning.</summary>
internal static class BoundsCheck
{
    /// <summary>The longest code point: what writers change at the end of a shortened upper bound.</summary>
    private const int ChangedTail = 4;

    public static bool Touches(LeafColumn column, PageValues values, ReadOnlySpan<ValueRun> erased, ReadOnlySpan<byte> min, bool isMinExact, ReadOnlySpan<byte> max, bool isMaxExact)
    {
        foreach (ValueRun run in erased)
        {
            for (int i = run.Start; i < run.End; i++)
            {
                ReadOnlySpan<byte> value = values[i];
                if (IsSame(column, value, min) || IsSame(column, value, max)
                    || (IsShortened(column, min, isMinExact) && value.StartsWith(min))
                    || (IsShortened(column, max, isMaxExact) && value.CommonPrefixLength(max) >= Unchanged(max).Length - ChangedTail))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the bound may be the beginning of a value. A fixed-length one that is too short is, whatever is said of it.</summary>
    private static bool IsShortened(LeafColumn column, ReadOnlySpan<byte> bound, bool isExact) =>
        column.IsVariable ? !isExact : bound.Length < column.Width;

    /// <summary>A shortened upper bound up to what its increment changed last: bytes that overflowed stay full, or become none.</summary>
    private static ReadOnlySpan<byte> Unchanged(ReadOnlySpan<byte> max) => max.TrimEnd((byte)0xFF).TrimEnd((byte)0);

    private static bool IsSame(LeafColumn column, ReadOnlySpan<byte> value, ReadOnlySpan<byte> bound) =>
        value.SequenceEqual(bound)
        || (column.Order is ValueOrder.Floating or ValueOrder.Decimal
            && value.Length > 0 && bound.Length > 0 && (column.IsVariable || bound.Length == value.Length)
            && ValueComparer.Compare(column.Order, value, bound) == 0);
}
