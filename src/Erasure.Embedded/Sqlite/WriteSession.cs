namespace Erasure.Embedded.Sqlite;

/// <summary>What a write may do inside its transaction.</summary>
internal sealed class WriteSession(SqliteSession sql)
{
    private readonly List<Action> afterCommit = [];

    /// <summary>The connection, inside the transaction.</summary>
    public SqliteSession Sql { get; } = sql;

    /// <summary>Runs on the writer's thread once the write is on disk, before its caller is told; never where it is undone. Must be quick and not throw.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal int Mark() => afterCommit.Count;

    internal void ForgetSince(int mark) => afterCommit.RemoveRange(mark, afterCommit.Count - mark);

    internal void Committed()
    {
        foreach (Action action in afterCommit)
        {
            action();
        }

        afterCommit.Clear();
    }
}
