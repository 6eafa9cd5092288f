using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Engine.History;

/// <summary>The history of executions: a row per step, found by one number made of instance and step, since SQLite stores rows of a kilobyte well only under a single integer.</summary>
internal static class HistoryTable
{
    private const int StepBits = 24;
    private const long MaxStep = (1L << StepBits) - 1;

    public static void Append(SqliteSession sql, long instance, long step, IReadOnlyList<HistoryEvent> events)
    {
        if (step > MaxStep)
        {
            throw new InvalidOperationException($"Instance #{instance} has taken {MaxStep:N0} steps without continuing as new.");
        }

        sql.Execute("INSERT INTO history (id, events) VALUES ($1, $2)", First(instance) + step, HistoryJson.Write(events));
    }

    /// <summary>The steps in order.</summary>
    public static List<IReadOnlyList<HistoryEvent>> Read(SqliteSession sql, long instance)
    {
        var steps = new List<IReadOnlyList<HistoryEvent>>();
        using SqliteDataReader rows = sql.Query("SELECT events FROM history WHERE id BETWEEN $1 AND $2 ORDER BY id", First(instance), Last(instance));
        while (rows.Read())
        {
            steps.Add(HistoryJson.ReadStep((byte[])rows[0]));
        }

        return steps;
    }

    public static void Clear(SqliteSession sql, long instance) =>
        sql.Execute("DELETE FROM history WHERE id BETWEEN $1 AND $2", First(instance), Last(instance));

    private static long First(long instance) => instance << StepBits;

    private static long Last(long instance) => First(instance) + MaxStep;
}
