using System.Text;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Engine.Management;

/// <summary>Reads pages of instances, in order of ids.</summary>
internal static class InstanceList
{
    public static List<InstanceRow> Read(SqliteSession sql, InstanceQuery query, string after)
    {
        long statuses = query.Statuses.Aggregate(0L, static (mask, status) => mask | (1L << (int)status));
        byte[] end = [.. Encoding.UTF8.GetBytes(query.IdPrefix), 0xFF];
        using SqliteDataReader rows = sql.Query(
            $"""
            SELECT {InstanceRow.Columns} FROM instances
            WHERE id > $1 AND id >= $2 AND id < CAST($3 AS TEXT) AND created >= $4 AND created <= $5 AND ($6 = 0 OR ((1 << status) & $6) <> 0)
            ORDER BY id LIMIT $7
            """,
            after,
            query.IdPrefix,
            end,
            query.CreatedFrom?.UtcTicks ?? long.MinValue,
            query.CreatedTo?.UtcTicks ?? long.MaxValue,
            statuses,
            Math.Max(1, query.PageSize));
        var page = new List<InstanceRow>();
        while (rows.Read())
        {
            page.Add(InstanceRow.From(rows));
        }

        return page;
    }

    /// <summary>The same query for instances that have ended.</summary>
    public static InstanceQuery Ended(this InstanceQuery query)
    {
        RuntimeStatus[] ended = [.. Enum.GetValues<RuntimeStatus>().Where(RuntimeStatusReadings.IsTerminal)];
        return query with { Statuses = query.Statuses.Count == 0 ? ended : [.. query.Statuses.Intersect(ended)] };
    }
}
