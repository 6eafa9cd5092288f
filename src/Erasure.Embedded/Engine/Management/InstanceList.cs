using System.Text;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Erasure.Embedded.Engine.Management;

/// <summary>Reads pages of instances, in order of ids.</summary>
internal static class InstanceList
{
    public static List<InstanceRow> Read(SqliteSession sql, OrchestrationQuery query, string after, int pageSize)
    {
        long statuses = query.Statuses?.Aggregate(0L, static (mask, status) => mask | (1L << (int)status.ToStored())) ?? 0;
        string prefix = query.InstanceIdPrefix ?? "";
        byte[] end = [.. Encoding.UTF8.GetBytes(prefix), 0xFF];
        using SqliteDataReader rows = sql.Query(
            $"""
            SELECT {InstanceRow.Columns} FROM instances
            WHERE id > $1 AND id >= $2 AND id < CAST($3 AS TEXT) AND created >= $4 AND created <= $5 AND ($6 = 0 OR ((1 << status) & $6) <> 0)
            ORDER BY id LIMIT $7
            """,
            after,
            prefix,
            end,
            query.CreatedFrom?.UtcTicks ?? long.MinValue,
            query.CreatedTo?.UtcTicks ?? long.MaxValue,
            statuses,
            pageSize);
        var page = new List<InstanceRow>();
        while (rows.Read())
        {
            page.Add(InstanceRow.From(rows));
        }

        return page;
    }
}
