using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Reconciliation;
using ErasureFunctions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ErasureFunctions.Functions;

/// <summary>What must happen without being asked. Each is a function of its own, so that one that fails is seen and stops no other; the platform runs each on one instance at a time.</summary>
public sealed class TimerFunctions(IReconciler reconciler, ILakeWatch lake, BoundClient bound)
{
    private const string EveryMinute = "0 * * * * *";
    private const string EveryFiveMinutes = "45 */5 * * * *";
    private const string EveryQuarter = "15 */15 * * * *";
    private const string EveryNight = "30 20 2 * * *";

    [Function("finishIntakes")]
    public Task FinishIntakesAsync([TimerTrigger(EveryMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(client, reconciler.FinishIntakesAsync, cancellationToken);

    [Function("sweepOutbox")]
    public Task SweepOutboxAsync([TimerTrigger(EveryMinute)] TimerInfo timer, CancellationToken cancellationToken) => reconciler.DeliverMailsAsync(cancellationToken);

    [Function("startDeletionJobs")]
    public Task StartDeletionJobsAsync([TimerTrigger(EveryMinute)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(client, reconciler.StartJobsAsync, cancellationToken);

    [Function("watchDeadlines")]
    public Task WatchDeadlinesAsync([TimerTrigger(EveryQuarter)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(client, reconciler.WatchErasuresAsync, cancellationToken);

    [Function("watchLake")]
    public Task WatchLakeAsync([TimerTrigger(EveryFiveMinutes)] TimerInfo timer, CancellationToken cancellationToken) => lake.LookAsync(cancellationToken);

    [Function("retire")]
    public Task RetireAsync([TimerTrigger(EveryNight)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        RunAsync(client, reconciler.RetireAsync, cancellationToken);

    private Task RunAsync(DurableTaskClient client, Func<CancellationToken, Task> task, CancellationToken cancellationToken)
    {
        bound.Bind(client);
        return task(cancellationToken);
    }
}
