using Erasure.Parquet.Matching;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Schema;
using Erasure.Parquet.Thrift;

namespace Erasure.Parquet.Find;

/// <summary>Rules values out by a chunk's statistics, where those can be relied on.</summary>
internal static class StatisticsPruner
{
    /// <summary>The values that the chunk may hold, of those that are asked for.</summary>
    public static byte[][] Candidates(ColumnQuery query, ColumnChunk chunk)
    {
        if (chunk.Statistics is not { } statistics)
        {
            return query.Values.All;
        }

        if (statistics.Number(3) == chunk.ValueCount)
        {
            return [];
        }

        // the deprecated min and max compare signed whatever the type and were wrong in old files, so they rule nothing out;
        // without a column order the new ones are undefined
        bool hasBounds = query.Column.Order != ValueOrder.None
            && statistics.Binary(6) is { } min && ValueComparer.IsComparable(query.Column, min)
            && statistics.Binary(5) is { } max && ValueComparer.IsComparable(query.Column, max);
        return hasBounds ? query.Values.Within(statistics.Binary(6), statistics.Binary(5)).ToArray() : query.Values.All;
    }
}
