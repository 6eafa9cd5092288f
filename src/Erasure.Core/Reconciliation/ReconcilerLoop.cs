using Erasure.Core.Clocks;
using Erasure.Core.Durable;
using Erasure.Core.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Reconciliation;

/// <summary>Runs the <see cref="IReconciler"/> in a host: everything at start, then small sweeps often and full ones now and then.</summary>
public sealed class ReconcilerLoop(IReconciler reconciler, OperationsConfiguration operations, SweepPulse pulse, TimeProvider time, ILogger<ReconcilerLoop> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(operations.Sweep, time);
        TimeSpan? lastFullSweep = null;
        try
        {
            do
            {
                await TryAsync(reconciler.SweepAsync, pulse.EndSweep, stoppingToken);
                if (!(time.Steady() - lastFullSweep < operations.FullSweep))
                {
                    lastFullSweep = time.Steady();
                    await TryAsync(reconciler.FullSweepAsync, pulse.EndFullSweep, stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that doesn't get to start stops it, too: no fault of ours.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> sweep, Action end, CancellationToken stoppingToken)
    {
        try
        {
            await sweep(stoppingToken);
            end();
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested || failure is not OperationCanceledException)
        {
            Log.SweepFailed(logger, failure.GetType().Name, TaskFailures.StackOf(failure));
        }
    }
}
