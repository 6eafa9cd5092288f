namespace Erasure.Embedded.Sqlite;

/// <summary>Another process has the database. Two hosts on one database would run every step twice, so the second one doesn't start.</summary>
public sealed class DatabaseInUseException(string path, Exception? inner)
    : IOException($"The database '{path}' is in use by another process. Stop that host, or give this one a database of its own.", inner);
