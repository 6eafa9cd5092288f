using Erasure.Embedded.Files;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Sqlite;

/// <summary>Copies a database as it is at one moment, while a host works on it or none does.</summary>
public static class DatabaseBackup
{
    /// <summary>Writes the copy, on disk once this returns, and looks it through.</summary>
    /// <param name="database">The database.</param>
    /// <param name="copy">The file to make; nobody but its owner may read it.</param>
    /// <returns>The copy's length in bytes.</returns>
    /// <exception cref="IOException">The database isn't there, the copy is there already or has a name of the database's own, or it can't be written.</exception>
    /// <exception cref="UnusableDatabaseException">The database is broken.</exception>
    public static long Write(string database, string copy)
    {
        RefuseOwnName(database, copy);
        SqliteDatabase.OpenForReading(new DatabaseOptions { Path = database }).Dispose();
        using UnfinishedFile unfinished = UnfinishedFile.Create(copy, isPrivate: true);
        try
        {
            Copy(database, unfinished.Path);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"The database couldn't be copied (SQLite error {failure.SqliteErrorCode}): is there room at {Path.GetDirectoryName(Path.GetFullPath(copy))}?", failure);
        }

        finally
        {
            // SQLite leaves it where there was no room.
            File.Delete($"{unfinished.Path}-journal");
        }

        long length = RandomAccess.GetLength(unfinished.Handle);
        unfinished.Finish();
        return length;
    }

    // SQLite takes a file of such a name beside the database for its journal, and plays it back; we have others, such as a lock.
    private static void RefuseOwnName(string database, string copy)
    {
        string path = Path.GetFullPath(database);
        foreach (string file in (string[])[path, File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path])
        {
            if (Path.GetFileName(copy).StartsWith(Path.GetFileName(file), StringComparison.OrdinalIgnoreCase) && FilePlaces.IsBeside(copy, Path.GetDirectoryName(file)!))
            {
                throw new IOException($"{copy}: beside the database, names that begin with {Path.GetFileName(file)} are its own. Name a file otherwise or elsewhere, best on another disk.");
            }
        }
    }

    // SQLite's own: pages that are written meanwhile are in it as they were, and none is in it twice.
    private static void Copy(string database, string copy)
    {
        using SqliteConnection from = new(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 30 }.ToString());
        from.Open();
        using SqliteCommand vacuum = from.CreateCommand();
        vacuum.CommandText = "VACUUM INTO $copy";
        vacuum.Parameters.AddWithValue("$copy", copy);
        vacuum.ExecuteNonQuery();

        using SqliteConnection to = new(new SqliteConnectionStringBuilder { DataSource = copy, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        to.Open();

        // The number is the database's alone: a copy gets one when a host opens it.
        using SqliteCommand unmark = to.CreateCommand();
        unmark.CommandText = "PRAGMA application_id = 0";
        unmark.ExecuteNonQuery();
        using SqliteCommand check = to.CreateCommand();
        check.CommandText = "PRAGMA integrity_check(1)";
        if (check.ExecuteScalar() is not "ok")
        {
            throw DatabaseCheck.Broken(database, inner: null);
        }
    }
}
