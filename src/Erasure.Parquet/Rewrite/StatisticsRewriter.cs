using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Rewrite;

/// <summary>Rewrites a <c>Statistics</c> struct, of a page or of a chunk, for the values that stay.</summary>
internal static class StatisticsRewriter
{
    private const short LegacyMax = 1, LegacyMin = 2, NullCount = 3, DistinctCount = 4, Max = 5, Min = 6, IsMaxExact = 7, IsMinExact = 8, NaNCount = 9;

    /// <summary>Whether an erased value may show in the bounds, so that they have to be made anew.</summary>
    public static bool BoundsTell(ThriftStruct statistics, LeafColumn column, PageValues values, ReadOnlySpan<ValueRun> erased)
    {
        if (erased.IsEmpty)
        {
            return false;
        }

        return Tells(statistics.Binary(Min), statistics.Bool(IsMinExact), statistics.Binary(Max), statistics.Bool(IsMaxExact), column, values, erased)
            || Tells(statistics.Binary(LegacyMin), null, statistics.Binary(LegacyMax), null, column, values, erased);
    }

    /// <summary>Every bound, as hexadecimal digits.</summary>
    public static IReadOnlySet<string> Bounds(ThriftStruct? statistics) => QuotedBounds.Of(statistics).Select(Convert.ToHexString).ToHashSet();

    /// <summary>A copy without what was erased.</summary>
    /// <param name="statistics">The struct as it was.</param>
    /// <param name="column">The column.</param>
    /// <param name="erased">What went.</param>
    /// <param name="replaceBounds">Make the bounds anew, from <paramref name="bounds"/>; otherwise they stay.</param>
    /// <param name="bounds">The bounds of what stays; null drops them.</param>
    public static ThriftStruct Rewrite(ThriftStruct statistics, LeafColumn column, ErasedTally erased, bool replaceBounds, (byte[] Min, byte[] Max)? bounds)
    {
        ThriftStruct result = new();
        foreach ((short id, ThriftValue value) in statistics.Fields)
        {
            switch (id)
            {
                case NullCount:
                    Subtract(result, id, value, erased.Nulls);
                    break;
                case NaNCount:
                    Subtract(result, id, value, erased.NaNs);
                    break;
                case DistinctCount:
                    break;
                case LegacyMax or LegacyMin or Max or Min or IsMaxExact or IsMinExact when replaceBounds:
                    Replace(result, id, column, bounds);
                    break;
                case LegacyMax or LegacyMin or Max or Min or IsMaxExact or IsMinExact:
                    result.Append(id, value);
                    break;
            }
        }

        return result;
    }

    private static bool Tells(byte[]? min, bool? isMinExact, byte[]? max, bool? isMaxExact, LeafColumn column, PageValues values, ReadOnlySpan<ValueRun> erased) =>
        (min is not null || max is not null)
        && BoundsCheck.Touches(column, values, erased, min, isMinExact == true || min is null, max, isMaxExact == true || max is null);

    private static void Replace(ThriftStruct result, short id, LeafColumn column, (byte[] Min, byte[] Max)? bounds)
    {
        // the deprecated bounds compare signed: that is the column's own order, or they can't be made
        bool isLegacyOrder = column.Order is ValueOrder.Signed or ValueOrder.Floating or ValueOrder.Boolean;
        switch (id)
        {
            case Min or LegacyMin when bounds is { } made && (id == Min || isLegacyOrder):
                result.Append(id, ThriftValue.Binary(made.Min));
                break;
            case Max or LegacyMax when bounds is { } made && (id == Max || isLegacyOrder):
                result.Append(id, ThriftValue.Binary(made.Max));
                break;
            case IsMinExact or IsMaxExact when bounds is not null:
                result.Append(id, ThriftValue.Bool(true));
                break;
        }
    }

    /// <summary>A count that can't have been right is dropped.</summary>
    private static void Subtract(ThriftStruct result, short id, ThriftValue count, long erased)
    {
        if (count.Number >= erased)
        {
            result.Append(id, count with { Number = count.Number - erased });
        }
    }
}
