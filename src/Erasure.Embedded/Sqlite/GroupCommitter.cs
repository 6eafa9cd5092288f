using System.Collections.Concurrent;

namespace Erasure.Embedded.Sqlite;

/// <summary>The writer's thread: takes what is queued, runs and commits it together, then tells everybody.</summary>
internal sealed class GroupCommitter : IDisposable
{
    // Milliseconds that requests to empty the log may wait for others while there are writes to do: emptying it costs as much as several commits.
    private const long MaxErasureDelay = 100;

    // How often, in milliseconds, a database that went away with a commit is looked for.
    private const int LookInterval = 100;

    private readonly SqliteSession session;
    private readonly ReaderWriterLockSlim readers;
    private readonly DatabaseFiles files;
    private readonly WriteSession writes;
    private readonly int maxBatch;
    private readonly ICommitObserver? observer;
    private readonly BlockingCollection<PendingWrite> queue = [];
    private readonly List<PendingWrite> batch = [];
    private readonly List<(PendingWrite Write, Exception Error)> refused = [];
    private readonly Thread thread;
    private long commits;
    private int untold;

    public GroupCommitter(SqliteSession session, ReaderWriterLockSlim readers, DatabaseFiles files, int maxBatch, ICommitObserver? observer)
    {
        this.session = session;
        this.readers = readers;
        this.files = files;
        writes = new WriteSession(session);
        this.maxBatch = maxBatch;
        this.observer = observer;
        thread = new Thread(Run) { IsBackground = true, Name = "sqlite writer" };
        thread.Start();
    }

    public Task<T> EnqueueAsync<T>(Func<WriteSession, T> work)
    {
        var write = new PendingWrite<T>(work);
        Enqueue(write);
        return write.Task;
    }

    public Task EraseTracesAsync()
    {
        var erasure = new TraceErasure(session);
        Enqueue(erasure);
        return erasure.Task;
    }

    public void Dispose()
    {
        queue.CompleteAdding();
        thread.Join();
        queue.Dispose();
        session.Dispose();
    }

    private void Enqueue(PendingWrite write)
    {
        try
        {
            queue.Add(write);
        }
        catch (InvalidOperationException error)
        {
            throw new ObjectDisposedException("The database is closed.", error);
        }
    }

    private void Run()
    {
        var erasures = new List<TraceErasure>();
        long askedAt = 0;
        while (!queue.IsCompleted)
        {
            if (!queue.TryTake(out PendingWrite? next, untold > 0 ? LookInterval : Timeout.Infinite))
            {
                TellLate();
                continue;
            }

            do
            {
                if (next is TraceErasure erasure)
                {
                    askedAt = erasures.Count == 0 ? Environment.TickCount64 : askedAt;
                    erasures.Add(erasure);
                }
                else
                {
                    batch.Add(next);
                }
            }
            while (batch.Count < maxBatch && queue.TryTake(out next));

            if (batch.Count > 0)
            {
                CommitBatch();
                batch.Clear();
                refused.Clear();
            }

            if (erasures.Count > 0 && (queue.Count == 0 || Environment.TickCount64 - askedAt >= MaxErasureDelay))
            {
                EraseTraces(erasures);
                erasures.Clear();
            }
        }
    }

    private void CommitBatch()
    {
        bool isCommitted = false;
        try
        {
            files.ExpectThere();
            if (!TryRunTogether())
            {
                RunEachAlone();
            }

            commits++;
            observer?.BeforeCommit(commits);
            session.Execute("COMMIT");
            isCommitted = true;
            observer?.AfterCommit(commits);

            // Once more, since what was removed in the meantime has taken the writes with it.
            files.ExpectThere();
        }
        catch (Exception error)
        {
            if (isCommitted)
            {
                untold = writes.Mark();
            }
            else
            {
                Undo();
            }

            if (DatabaseFault.IsBroken(error))
            {
                files.Distrust();
            }

            Exception told = DatabaseFault.Translate(error);
            batch.ForEach(write => write.Fail(told));
            refused.ForEach(one => one.Write.Fail(told));
            return;
        }

        Tell();
        batch.ForEach(static write => write.Succeed());

        // Not before: what they were refused for may have been written just before them.
        refused.ForEach(static one => one.Write.Fail(one.Error));
    }

    private void Tell()
    {
        untold = 0;
        writes.Committed();
    }

    /// <summary>A database that went away with a commit and comes back has it: nobody was promised anything, but what it made possible waits to be done.</summary>
    private void TellLate()
    {
        try
        {
            files.ExpectThere();
        }
        catch (Exception)
        {
            return;
        }

        Tell();
    }

    /// <summary>Savepoints cost more than most writes and most batches don't need them: where one of its writes fails, the batch is undone and run again with them.</summary>
    private bool TryRunTogether()
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            batch.ForEach(write => write.Run(writes));
            return true;
        }
        catch (Exception)
        {
            Undo();
            return false;
        }
    }

    private void RunEachAlone()
    {
        session.Execute("BEGIN IMMEDIATE");
        for (int i = 0; i < batch.Count; i++)
        {
            if (!RunAlone(batch[i]))
            {
                batch.RemoveAt(i--);
            }
        }
    }

    private bool RunAlone(PendingWrite write)
    {
        int mark = writes.Mark();
        session.Execute("SAVEPOINT one");
        try
        {
            write.Run(writes);
            session.Execute("RELEASE one");
            return true;
        }
        catch (Exception error) when (!DatabaseFault.IsUnavailable(error))
        {
            session.Execute("ROLLBACK TO one");
            session.Execute("RELEASE one");
            writes.ForgetSince(mark);
            refused.Add((write, error));
            return false;
        }
    }

    /// <summary>The log can only be emptied while nobody reads; waiting for a gap between readers could take for ever.</summary>
    private void EraseTraces(List<TraceErasure> erasures)
    {
        readers.EnterWriteLock();
        try
        {
            TraceErasure.RunAll(erasures, files);
        }
        finally
        {
            readers.ExitWriteLock();
        }
    }

    private void Undo()
    {
        writes.ForgetSince(untold);
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException)
        {
            // SQLite has already rolled back, as it does on a full disk.
        }
    }
}
