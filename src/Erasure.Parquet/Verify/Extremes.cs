using System.Diagnostics.CodeAnalysis;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Verify;

/// <summary>The least and the greatest of the values it was shown. NaN is neither, and where the column has no order there are none.</summary>
internal sealed class Extremes(LeafColumn column)
{
    private byte[]? min, max;

    public ReadOnlySpan<byte> Min => min;

    public ReadOnlySpan<byte> Max => max;

    [MemberNotNullWhen(true, nameof(min), nameof(max))]
    public bool Exist => min is not null && max is not null;

    public static bool IsNaN(LeafColumn column, ReadOnlySpan<byte> value) =>
        column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal && ValueComparer.IsNaN(value);

    public void Add(PageValues values, ReadOnlySpan<ValueRun> runs)
    {
        foreach (ValueRun run in runs)
        {
            for (int i = run.Start; i < run.End; i++)
            {
                Add(values[i]);
            }
        }
    }

    public void Add(Extremes others)
    {
        if (others.Exist)
        {
            Add(others.min);
            Add(others.max);
        }
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        if (column.Order == ValueOrder.None || !ValueComparer.IsComparable(column, value) || IsNaN(column, value))
        {
            return;
        }

        if (min is null || ValueComparer.Compare(column.Order, value, min) < 0)
        {
            Keep(ref min, value);
        }

        if (max is null || ValueComparer.Compare(column.Order, value, max) > 0)
        {
            Keep(ref max, value);
        }
    }

    /// <summary>Whether bounds, as far as they can be compared with, hold every value.</summary>
    public bool LieWithin(byte[]? lower, byte[]? upper) => !Exist
        || ((lower is null || !ValueComparer.IsComparable(column, lower) || ValueComparer.Compare(column.Order, lower, min) <= 0)
            && (upper is null || !ValueComparer.IsComparable(column, upper) || ValueComparer.Compare(column.Order, max, upper) <= 0));

    private static void Keep(ref byte[]? extreme, ReadOnlySpan<byte> value)
    {
        if (extreme?.Length == value.Length)
        {
            value.CopyTo(extreme);
        }
        else
        {
            extreme = value.ToArray();
        }
    }
}
