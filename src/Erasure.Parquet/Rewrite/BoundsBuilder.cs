using Erasure.Parquet.Encodings;
using Erasure.Parquet.Matching;
using Erasure.Parquet.Schema;

namespace Erasure.Parquet.Rewrite;

/// <summary>The least and the greatest of the values it is shown, by the column's order.</summary>
internal sealed class BoundsBuilder(LeafColumn column)
{
    private readonly bool isFloating = column.Order is ValueOrder.Floating or ValueOrder.FloatingTotal;
    private byte[]? min;
    private byte[]? max;
    private bool boundsAreNaN;

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

    public void Add(ReadOnlySpan<byte> value)
    {
        if (isFloating && !Admits(value))
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

    /// <summary>The bounds, or null where there were no values that have an order.</summary>
    public (byte[] Min, byte[] Max)? Build()
    {
        if (min is null || max is null || column.Order == ValueOrder.None)
        {
            return null;
        }

        if (column.Order == ValueOrder.Floating)
        {
            // a zero bound stands for both zeros
            SignZero(min, negative: true);
            SignZero(max, negative: false);
        }

        return (min, max);
    }

    /// <summary>NaN is no bound, except in total order where there is nothing else.</summary>
    private bool Admits(ReadOnlySpan<byte> value)
    {
        bool isNaN = ValueComparer.IsNaN(value);
        if (isNaN && (column.Order == ValueOrder.Floating || (min is not null && !boundsAreNaN)))
        {
            return false;
        }

        if (!isNaN && boundsAreNaN)
        {
            min = max = null;
        }

        boundsAreNaN = isNaN;
        return true;
    }

    private static void SignZero(byte[] bound, bool negative)
    {
        if (!bound.AsSpan(0, bound.Length - 1).ContainsAnyExcept((byte)0) && (bound[^1] & 0x7F) == 0)
        {
            bound[^1] = negative ? (byte)0x80 : (byte)0;
        }
    }

    private static void Keep(ref byte[]? bound, ReadOnlySpan<byte> value)
    {
        if (bound?.Length == value.Length)
        {
            value.CopyTo(bound);
        }
        else
        {
            bound = value.ToArray();
        }
    }
}
