using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Erasure.Embedded.Sqlite;

/// <summary>Looks a database through at start, so that a broken one isn't found out by the first who asks.</summary>
internal static class DatabaseCheck
{
    // SQLite asks between this many steps of its machine whether to go on: some milliseconds.
    private const int StepsBetween = 10_000;

    /// <summary>Checks pages and rows (<c>quick_check</c>).</summary>
    /// <returns>False where it wasn't through in time: then nothing was found so far.</returns>
    /// <exception cref="UnusableDatabaseException">It is broken.</exception>
    public static bool Run(SqliteSession session, string path, TimeSpan limit)
    {
        long began = Stopwatch.GetTimestamp();
        using IDisposable watch = session.Watch(StepsBetween, () => Stopwatch.GetElapsedTime(began) < limit);
        try
        {
            return session.Scalar("PRAGMA quick_check(1)") is "ok" ? true : throw Broken(path, inner: null);
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            return false;
        }
    }

    /// <summary>The refusal of a broken database.</summary>
    public static UnusableDatabaseException Broken(string path, Exception? inner) =>
        new($"The database '{path}' is broken, or no database of this program. Restore it from your backup; don't start with another one, since running erasures would be forgotten.", inner);
}
