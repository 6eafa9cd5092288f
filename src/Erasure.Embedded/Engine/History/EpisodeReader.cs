using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Engine.History;

/// <summary>Reads the history of an execution, one entry per step.</summary>
internal static class EpisodeReader
{
    public static List<IReadOnlyList<HistoryEvent>> Read(SqliteSession sql, long instance)
    {
        var episodes = new List<IReadOnlyList<HistoryEvent>>();
        using SqliteDataReader rows = sql.Query("SELECT events FROM history WHERE instance = $1 ORDER BY episode", instance);
        while (rows.Read())
        {
            episodes.Add(HistoryJson.ReadEpisode((byte[])rows[0]));
        }

        return episodes;
    }
}
