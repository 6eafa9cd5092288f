using Erasure.Core.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Reconciliation;

/// <summary>Runs the <see cref="IReconciler"/> in a host: everything at start, then small sweeps often and full ones now and then.</summary>
public sealed class ReconcilerLoop(IReconciler reconciler, ErasureConfiguration configuration, TimeProvider time, ILogger<ReconcilerLoop> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(configuration.Operations.Sweep, time);
        DateTimeOffset lastFullSweep = DateTimeOffset.MinValue;
        try
        {
            do
            {
                await TryAsync(reconciler.SweepAsync, stoppingToken);
                if (time.GetUtcNow() - lastFullSweep >= configuration.Operations.FullSweep)
                {
                    lastFullSweep = time.GetUtcNow();
                    await TryAsync(reconciler.FullSweepAsync, stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that doesn't get to start stops it, too: no fault of ours.
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> sweep, CancellationToken stoppingToken)
    {
        try
        {
            await sweep(stoppingToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.SweepFailed(logger, failure.GetType().Name, failure.StackTrace);
        }
    }
}
