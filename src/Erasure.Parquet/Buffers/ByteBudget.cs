namespace Erasure.Parquet.Buffers;

/// <summary>Lets work begin only while the bytes it needs fit a limit; work that needs more than the limit runs when nothing else does.</summary>
internal sealed class ByteBudget
{
    private readonly long limit;
    private readonly Lock gate = new();
    private readonly LinkedList<Claim> waiting = [];
    private long free;

    public ByteBudget(long limit)
    {
        this.limit = limit;
        free = limit;
    }

    /// <summary>Waits for a turn, first come first served. Dispose of the result to give the bytes back.</summary>
    public async ValueTask<Share> TakeAsync(long bytes, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bytes = Math.Clamp(bytes, 0, limit);
        LinkedListNode<Claim> claim;
        lock (gate)
        {
            if (waiting.Count == 0 && bytes <= free)
            {
                free -= bytes;
                return new Share(this, bytes);
            }

            claim = waiting.AddLast(new Claim(bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using CancellationTokenRegistration givenUp = cancellationToken.UnsafeRegister((_, token) => GiveUp(claim, token), null);
        await claim.Value.Turn.Task;
        return new Share(this, bytes);
    }

    private void GiveUp(LinkedListNode<Claim> claim, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            // else its turn has come, and the share goes back as any other
            if (claim.List is not null)
            {
                waiting.Remove(claim);
                claim.Value.Turn.SetCanceled(cancellationToken);
                Admit();
            }
        }
    }

    private void Return(long bytes)
    {
        lock (gate)
        {
            free += bytes;
            Admit();
        }
    }

    private void Admit()
    {
        while (waiting.First is { } next && next.Value.Bytes <= free)
        {
            free -= next.Value.Bytes;
            waiting.RemoveFirst();
            next.Value.Turn.SetResult();
        }
    }

    private readonly record struct Claim(long Bytes, TaskCompletionSource Turn);

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
