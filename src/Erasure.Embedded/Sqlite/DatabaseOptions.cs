namespace Erasure.Embedded.Sqlite;

/// <summary>Where the database is and how it is kept.</summary>
public sealed record DatabaseOptions
{
    /// <summary>Path of the database file; its folder is made where it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>Most writes that share one commit. A commit waits for nobody: it takes what is queued when it begins.</summary>
    public int MaxWritesPerCommit { get; init; } = 512;

    /// <summary>How often deleted rows are scrubbed from the write-ahead log without anybody asking.</summary>
    public TimeSpan TraceErasureInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kills the process before or after one commit, for tests: <c>before:17</c>, <c>after:17</c>.</summary>
    public string? Failpoint { get; init; }

    /// <summary>How long the database may be looked through at start, before its host goes on without the rest of it.</summary>
    public TimeSpan CheckTime { get; init; } = TimeSpan.FromSeconds(5);
}
