using Erasure.Core.Durable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Runs the <see cref="LakeWatch"/> in a host: at start, without holding it up, and then every few minutes.</summary>
public sealed class LakeWatchLoop(LakeWatch watch, TimeProvider time, ILogger<LakeWatchLoop> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(LakeWatch.Interval, time);
        do
        {
            try
            {
                await watch.LookAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Log.LookFailed(logger, failure.GetType().Name, Durable.Failures.WhereThrown(failure));
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
