using Microsoft.Extensions.Hosting;

namespace Erasure.Core.Alerts;

/// <summary>Runs the <see cref="AlertWatch"/> in a host, beside all else: looks every five minutes, and delivers every minute.</summary>
public sealed class AlertLoop(AlertWatch watch, TimeProvider time) : BackgroundService
{
    /// <summary>Between two deliveries.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int Every = 5;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            for (int turn = 0; ; turn++)
            {
                if (turn % Every == 0)
                {
                    await watch.LookAsync(stoppingToken);
                }

                await watch.DeliverAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A host that doesn't get to start stops it, too: no fault of ours.
        }
    }
}
