using Erasure.Core.Ledger;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Ends a call to a domain once a human has canceled or closed its erasure. Whichever process that came in at, the ledger tells.</summary>
internal sealed class CallStop(ErasureLedger ledger, TimeProvider time)
{
    /// <summary>How often it is looked up.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Runs a call, unless its erasure has been stopped before: a call may have waited long for a slot.</summary>
    /// <returns>Null where it was ended, or not begun.</returns>
    public async Task<T?> RunAsync<T>(string erasureId, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        if (await IsStoppedAsync(erasureId, cancellationToken))
        {
            return null;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<T> running = call(stop.Token);
        while (!running.IsCompleted && !stop.IsCancellationRequested)
        {
            await ((Task)running).WaitAsync(Interval, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted && await IsStoppedAsync(erasureId, stop.Token))
            {
                await stop.CancelAsync();
            }
        }

        try
        {
            return await running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<bool> IsStoppedAsync(string erasureId, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.HoldsAsync(erasureId, new LedgerEvent(LedgerEvents.CancelRequested), cancellationToken)
                || await ledger.HoldsAsync(erasureId, new LedgerEvent(LedgerEvents.CloseRequested), cancellationToken);
        }
        catch (Exception)
        {
            // Our own store's trouble is no reason to leave a call alone.
            return false;
        }
    }
}
