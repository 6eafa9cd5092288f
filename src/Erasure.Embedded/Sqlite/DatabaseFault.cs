using Erasure.Core.Records;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Erasure.Embedded.Sqlite;

/// <summary>SQLite's errors that are the disk's or the file's, not the statement's.</summary>
internal static class DatabaseFault
{
    /// <summary>The file holds something else than a sound database.</summary>
    public static bool IsBroken(Exception error) => error is SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB };

    /// <summary>No statement would fare better at present.</summary>
    public static bool IsUnavailable(Exception error) => IsBroken(error) || error is SqliteException
    {
        SqliteErrorCode: SQLITE_FULL or SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_READONLY or SQLITE_PERM or SQLITE_NOMEM or SQLITE_BUSY or SQLITE_PROTOCOL or SQLITE_NOLFS
    };

    /// <summary>The error as callers know it.</summary>
    public static Exception Translate(Exception error) => !IsUnavailable(error)
        ? error
        : new RecordsUnavailableException(
            ((SqliteException)error).SqliteErrorCode switch
            {
                SQLITE_FULL => "The disk of the database is full: make room.",
                SQLITE_CORRUPT or SQLITE_NOTADB => "The database is broken: stop the host, and restore it from your backup.",
                var code => $"The database can't be read or written (SQLite error {code}).",
            },
            error);
}
