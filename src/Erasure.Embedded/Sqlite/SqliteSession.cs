using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Sqlite;

/// <summary>One connection and its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => this.connection = connection;

    public static SqliteSession Open(string path, bool writer)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = writer ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        };
        var opened = new SqliteConnection(settings.ToString());
        try
        {
            opened.Open();
            var session = new SqliteSession(opened);
            session.Execute(writer ? Schema.WriterSettings : Schema.ReaderSettings);
            return session;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement; parameters are <c>$1</c>, <c>$2</c>, ... in order.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first column of the first row; null where there is no row or the value is null.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        object? value = Prepare(sql, values).ExecuteScalar();
        return value is DBNull ? null : value;
    }

    /// <summary>The rows. Dispose the reader before running the same statement again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteReader();

    /// <summary>Runs statements that are used once or return rows nobody wants.</summary>
    public void Script(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Asks now and then whether what runs shall go on; where not, it fails with SQLite's interrupt. Until the result is disposed.</summary>
    public IDisposable Watch(int stepsBetween, Func<bool> shallGoOn)
    {
        SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, stepsBetween, _ => shallGoOn() ? 0 : 1, null);
        return new Watched(connection);
    }

    public void Dispose()
    {
        foreach (SqliteCommand statement in statements.Values)
        {
            statement.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!statements.TryGetValue(sql, out SqliteCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
            }

            statements.Add(sql, command);
        }

        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private sealed class Watched(SqliteConnection connection) : IDisposable
    {
        public void Dispose() => SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 0, null, null);
    }
}
