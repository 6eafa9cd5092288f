using Erasure.Core.Durable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Mappers;

/// <summary>Runs the <see cref="ILakeWatch"/> in a host: at start, without holding it up, and then every few minutes.</summary>
public sealed class LakeWatchLoop(ILakeWatch watch, TimeProvider time, ILogger<LakeWatchLoop> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(LakeWatch.Interval, time);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that doesn't get to start stops it, too: no fault of ours.
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await watch.LookAsync(stoppingToken);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested || failure is not OperationCanceledException)
        {
            Log.LookFailed(logger, failure.GetType().Name, Durable.TaskFailures.WhereThrown(failure));
        }
    }
}
