using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Sqlite;

/// <summary>A request to empty the log, queued behind the writes whose traces it is about.</summary>
internal sealed class TraceErasure(SqliteSession session) : PendingWrite
{
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => completion.Task;

    /// <summary>One checkpoint serves everybody who asked before it began.</summary>
    public static void RunAll(List<TraceErasure> erasures, DatabaseFiles files)
    {
        try
        {
            files.ExpectThere();
            erasures[0].Checkpoint();
            erasures.ForEach(static erasure => erasure.Succeed());
        }
        catch (Exception error)
        {
            erasures.ForEach(erasure => erasure.Fail(error));
        }
    }

    public override void Run(WriteSession session) => throw new InvalidOperationException("A checkpoint can't run inside a transaction.");

    public override void Succeed() => completion.TrySetResult();

    public override void Fail(Exception error) => completion.TrySetException(error);

    private void Checkpoint()
    {
        using SqliteDataReader answer = session.Query("PRAGMA wal_checkpoint(TRUNCATE)");
        if (!answer.Read() || answer.GetInt64(0) != 0)
        {
            throw new IOException("The write-ahead log couldn't be emptied because somebody is reading the database; try again.");
        }
    }
}
