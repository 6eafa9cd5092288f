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
                    || (!isMinExact && column.Width == 0 && value.StartsWith(min))
                    || (!isMaxExact && column.Width == 0 && value.CommonPrefixLength(max) >= max.Length - ChangedTail))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsSame(LeafColumn column, ReadOnlySpan<byte> value, ReadOnlySpan<byte> bound) =>
        value.SequenceEqual(bound)
        || (column.Order is ValueOrder.Floating or ValueOrder.Decimal
            && value.Length > 0 && bound.Length > 0 && (column.IsVariable || bound.Length == value.Length)
            && ValueComparer.Compare(column.Order, value, bound) == 0);
}
