using System.Security.Cryptography;

namespace Erasure.Embedded.Sqlite;

/// <summary>Tables and settings. Times are UTC ticks (100 ns); JSON is text but for history, which is UTF-8 bytes.</summary>
internal static class Schema
{
    /// <summary>
    /// Nothing that was deleted may outlive its transaction outside the log: freed bytes are zeroed, sorts and savepoints stay in memory. The cache is small, since SQLite looks through all of its
    /// slots at a commit that balanced a tree.
    /// </summary>
    public const string WriterSettings = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA busy_timeout = 10000;
        PRAGMA cache_size = -16384;
        PRAGMA wal_autocheckpoint = 4000;
        """;

    public const string ReaderSettings = """
        PRAGMA query_only = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -8192;
        """;

    public const long Version = 2;

    public const string Tables = """
        CREATE TABLE records (
            partition TEXT NOT NULL,
            sort TEXT NOT NULL,
            version INTEGER NOT NULL,
            slot INTEGER NOT NULL,
            value BLOB NOT NULL,
            expires INTEGER,
            PRIMARY KEY (partition, sort)
        ) WITHOUT ROWID;
        CREATE INDEX records_by_expiry ON records (expires) WHERE expires IS NOT NULL;

        CREATE TABLE record_keys (
            slot INTEGER PRIMARY KEY,
            key BLOB NOT NULL
        );
        CREATE TABLE free_slots (
            slot INTEGER PRIMARY KEY
        );

        CREATE TABLE instances (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            status INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            episodes INTEGER NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            parent INTEGER,
            parent_task INTEGER,
            input TEXT,
            output TEXT,
            custom_status TEXT,
            failure TEXT,
            trace TEXT
        );
        CREATE INDEX instances_by_parent ON instances (parent) WHERE parent IS NOT NULL;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            events BLOB NOT NULL
        );

        CREATE TABLE inbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL,
            type INTEGER NOT NULL,
            event BLOB NOT NULL
        );
        CREATE INDEX inbox_by_instance ON inbox (instance, seq);

        CREATE TABLE timers (
            instance INTEGER NOT NULL,
            task INTEGER NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (instance, task)
        ) WITHOUT ROWID;
        CREATE INDEX timers_by_due ON timers (due, instance, task);

        CREATE TABLE activities (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            instance INTEGER NOT NULL,
            task INTEGER,
            name TEXT NOT NULL,
            input TEXT,
            trace TEXT
        );
        CREATE INDEX activities_by_instance ON activities (instance);
        CREATE INDEX activities_by_name ON activities (name, id);
        """;

    private const string FromVersion1 = """
        ALTER TABLE instances ADD COLUMN trace TEXT;
        ALTER TABLE activities ADD COLUMN trace TEXT;
        """;

    /// <summary>Makes the tables of a new database, brings those of an older one up to date, gives it a number of its own, and refuses one that a newer version wrote.</summary>
    /// <exception cref="UnusableDatabaseException">The database has another version.</exception>
    public static void Ensure(SqliteSession session, string path)
    {
        long version = (long)session.Scalar("PRAGMA user_version")!;
        if (version == 0)
        {
            ExpectEmpty(session, path);
            session.Script($"BEGIN IMMEDIATE; {Tables} PRAGMA user_version = {Version}; COMMIT;");
        }
        else if (version == 1)
        {
            session.Script($"BEGIN IMMEDIATE; {FromVersion1} PRAGMA user_version = {Version}; COMMIT;");
        }
        else
        {
            Require(session, path);
        }

        // Another one at each start, so that a copy of before is told from it.
        session.Script($"PRAGMA application_id = {RandomNumberGenerator.GetInt32(1, int.MaxValue)}");
    }

    /// <summary>Refuses a database that this version can't read: a newer one wrote it, or another program.</summary>
    /// <exception cref="UnusableDatabaseException">It can't be read.</exception>
    public static void Require(SqliteSession session, string path)
    {
        long version = (long)session.Scalar("PRAGMA user_version")!;
        if (version < 1)
        {
            throw DatabaseCheck.Broken(path, inner: null);
        }

        if (version > Version)
        {
            throw new UnusableDatabaseException($"The database '{path}' has version {version}, this program reads version {Version}. Use the program that wrote it.");
        }
    }

    /// <summary>Nothing has ever been kept in it: its tables are empty, or not yet made.</summary>
    public static bool HoldsNothing(SqliteSession session) => session.Scalar((long)session.Scalar("PRAGMA user_version")! == 0
        ? "SELECT 1 FROM sqlite_master LIMIT 1"
        : "SELECT 1 FROM records UNION ALL SELECT 1 FROM instances LIMIT 1") is null;

    private static void ExpectEmpty(SqliteSession session, string path)
    {
        if ((long)session.Scalar("SELECT COUNT(*) FROM sqlite_master")! > 0)
        {
            throw DatabaseCheck.Broken(path, inner: null);
        }
    }
}
