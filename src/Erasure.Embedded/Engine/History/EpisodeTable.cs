using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Engine.History;

/// <summary>The history of executions: a row per step, found by one number made of instance and episode, since SQLite stores rows of a kilobyte well only under a single integer.</summary>
internal static class EpisodeTable
{
    private const int EpisodeBits = 24;
    private const long MaxEpisode = (1L << EpisodeBits) - 1;

    public static void Append(SqliteSession sql, long instance, long episode, IReadOnlyList<HistoryEvent> events)
    {
        if (episode > MaxEpisode)
        {
            throw new InvalidOperationException($"Instance #{instance} has taken {MaxEpisode:N0} steps without continuing as new.");
        }

        sql.Execute("INSERT INTO history (id, events) VALUES ($1, $2)", First(instance) + episode, HistoryJson.Write(events));
    }

    /// <summary>The episodes in order.</summary>
    public static List<IReadOnlyList<HistoryEvent>> Read(SqliteSession sql, long instance)
    {
        var episodes = new List<IReadOnlyList<HistoryEvent>>();
        using SqliteDataReader rows = sql.Query("SELECT events FROM history WHERE id BETWEEN $1 AND $2 ORDER BY id", First(instance), Last(instance));
        while (rows.Read())
        {
            episodes.Add(HistoryJson.ReadEpisode((byte[])rows[0]));
        }

        return episodes;
    }

    public static void Clear(SqliteSession sql, long instance) =>
        sql.Execute("DELETE FROM history WHERE id BETWEEN $1 AND $2", First(instance), Last(instance));

    private static long First(long instance) => instance << EpisodeBits;

    private static long Last(long instance) => First(instance) + MaxEpisode;
}
