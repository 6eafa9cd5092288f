using Erasure.Parquet.Buffers;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;

namespace Erasure.Parquet.Rewrite;

/// <summary>Starts the rewriting of chunks ahead of their turn, in the order in which they are written, as far as the budget goes.</summary>
internal sealed class ChunkPipeline : IAsyncDisposable
{
    /// <summary>Chunks that may be started for each that is worked on: small ones must not run out while a large one takes its time.</summary>
    private const int StartedPerSlot = 16;

    private readonly ParquetFile file;
    private readonly IEnumerator<ChunkJob> jobs;
    private readonly Queue<ChunkJob> started = [];
    private readonly ByteBudget budget;
    private readonly SemaphoreSlim slots;
    private ChunkJob? waiting;
    private Task start = Task.CompletedTask;

    /// <param name="file">The file.</param>
    /// <param name="groups">The row groups to rewrite, in order.</param>
    public ChunkPipeline(ParquetFile file, IEnumerable<(RowGroup Group, RowSet Erased)> groups)
    {
        this.file = file;
        budget = new ByteBudget(file.Options.MaxBytesInFlight);
        slots = new SemaphoreSlim(file.Options.DegreeOfParallelism);
        jobs = groups.SelectMany(pair => pair.Group.Columns.Select(chunk => new ChunkJob(file, pair.Group, chunk, pair.Erased))).GetEnumerator();
    }

    /// <summary>The next chunk. Dispose of it before asking for the one after.</summary>
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

        jobs.Dispose();
        slots.Dispose();
    }

    /// <summary>Starts chunks until one has to wait for the budget, or enough are under way.</summary>
    private void Fill(CancellationToken cancellationToken)
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

            if (started.Count >= StartedPerSlot * file.Options.DegreeOfParallelism || !jobs.MoveNext())
            {
                return;
            }

            waiting = jobs.Current;
            start = waiting.StartAsync(budget, slots, cancellationToken).AsTask();
        }
    }
}
