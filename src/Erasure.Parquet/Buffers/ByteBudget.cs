namespace Erasure.Parquet.Buffers;

/// <summary>Lets work begin only while the bytes it needs fit a limit; work that needs more than the limit runs when nothing else does.</summary>
internal sealed class ByteBudget
{
    private readonly long limit;
    private readonly Lock gate = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Turn)> waiting = [];
    private long free;

    public ByteBudget(long limit)
    {
        this.limit = limit;
        free = limit;
    }

    /// <summary>Waits for a turn, first come first served. Dispose of the result to give the bytes back.</summary>
    public async ValueTask<Share> TakeAsync(long bytes)
    {
        bytes = Math.Clamp(bytes, 0, limit);
        TaskCompletionSource turn;
        lock (gate)
        {
            if (waiting.Count == 0 && bytes <= free)
            {
                free -= bytes;
                return new Share(this, bytes);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((bytes, turn));
        }

        await turn.Task;
        return new Share(this, bytes);
    }

    private void Return(long bytes)
    {
        lock (gate)
        {
            free += bytes;
            while (waiting.TryPeek(out (long Bytes, TaskCompletionSource Turn) next) && next.Bytes <= free)
            {
                free -= next.Bytes;
                waiting.Dequeue().Turn.SetResult();
            }
        }
    }

    /// <summary>Bytes taken from a budget.</summary>
    internal sealed class Share(ByteBudget budget, long bytes) : IDisposable
    {
        private long held = bytes;

        /// <summary>Gives back what is more than <paramref name="bytes"/>.</summary>
        public void ShrinkTo(long bytes)
        {
            long surplus = Math.Max(0, held - bytes);
            held -= surplus;
            budget.Return(surplus);
        }

        public void Dispose() => budget.Return(Interlocked.Exchange(ref held, 0));
    }
}
