using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Rules chunks out by their statistics, where those can be relied on.</summary>
internal static class StatisticsPruner
{
    public static bool MayContain(ColumnQuery query, ColumnChunk chunk)
    {
        if (chunk.Statistics is not { } statistics)
        {
            return true;
        }

        if (statistics.Number(3) == chunk.ValueCount)
        {
            return false;
        }

        // the deprecated min and max compare signed whatever the type and were wrong in old files, so they rule nothing out;
        // without a column order the new ones are undefined
        return query.Column.Order == ValueOrder.None
            || statistics.Binary(6) is not { } min
            || statistics.Binary(5) is not { } max
            || !ValueComparer.IsComparable(query.Column, min)
            || !ValueComparer.IsComparable(query.Column, max)
            || !query.Values.Within(min, max).IsEmpty;
    }
}
