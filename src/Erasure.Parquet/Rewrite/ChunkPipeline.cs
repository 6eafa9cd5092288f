using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>Starts the rewriting of chunks ahead of their turn, in the order in which they are written, as far as the budget goes.</summary>
/// <param name="file">The file.</param>
/// <param name="erased">The rows that go.</param>
/// <param name="limit">What may be worked on at once.</param>
internal sealed class ChunkPipeline(ParquetFile file, IRowSets erased, WorkLimit limit) : IAsyncDisposable
{
    /// <summary>Chunks that may be started for each that is worked on: small ones must not run out while a large one takes its time.</summary>
    private const int StartedPerSlot = 16;

    private readonly Queue<ChunkJob> started = [];
    private ChunkJob? waiting;
    private Task start = Task.CompletedTask;
    private RowGroup? group;
    private int groups;
    private int columns;

    /// <summary>The next chunk, of a row group whose rows are known. Dispose of it before asking for the one after.</summary>
    public async ValueTask<ChunkJob> NextAsync(CancellationToken cancellationToken)
    {
        Fill(cancellationToken);
        if (started.Count == 0)
        {
            // the one that waits is the next: nothing before it holds budget any more
            await start;
            started.Enqueue(waiting!);
            waiting = null;
        }

        return started.Dequeue();
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryDequeue(out ChunkJob? job))
        {
            await job.DisposeAsync();
        }

        if (waiting is not null)
        {
            await start;
            await waiting.DisposeAsync();
        }
    }

    /// <summary>Starts chunks until one has to wait for the budget, enough are under way, or no more are known.</summary>
    public void Fill(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (waiting is not null)
            {
                if (!start.IsCompleted)
                {
                    return;
                }

                start.GetAwaiter().GetResult();
                started.Enqueue(waiting);
                waiting = null;
            }

            if (started.Count >= StartedPerSlot * limit.Workers || NextKnown() is not { } job)
            {
                return;
            }

            waiting = job;
            start = waiting.StartAsync(limit, cancellationToken).AsTask();
        }
    }

    private ChunkJob? NextKnown()
    {
        while (group is null || columns == group.Columns.Length)
        {
            if (erased.Known(groups) is not { } rows)
            {
                return null;
            }

            group = rows.IsFull || rows.ChangesNothing ? null : file.RowGroup(groups);
            groups++;
            columns = 0;
        }

        ColumnChunk chunk = group.Columns[columns++];
        return new ChunkJob(file, group, chunk, erased.Known(group.Index)!, erased.QueriesOf(chunk.Ordinal));
    }
}
