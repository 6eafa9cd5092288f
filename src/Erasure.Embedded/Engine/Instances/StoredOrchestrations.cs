using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Engine.Instances;

/// <summary>The orchestrations in a database that no engine runs on: they belong to its records, and have no meaning without them.</summary>
public sealed class StoredOrchestrations(SqliteDatabase database)
{
    /// <summary>Whether there are some.</summary>
    public bool Any() => database.Read(static session => session.Scalar("SELECT 1 FROM instances LIMIT 1") is not null);

    /// <summary>Destroys all of them, with their histories.</summary>
    public Task DestroyAsync() => database.WriteAsync(static session =>
    {
        foreach (string table in (string[])["activities", "timers", "inbox", "history", "instances"])
        {
            session.Sql.Execute($"DELETE FROM {table}");
        }

        return true;
    });
}
