using System.Diagnostics;
using Erasure.Core.Durable;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Activities;

/// <summary>Runs one activity in a scope of its own and writes how it ended.</summary>
internal sealed class ActivityRunner(
    SqliteDatabase database, TaskCatalog catalog, EngineOptions options, IServiceProvider services, TimeProvider time, IEngineSignals signals, EngineMeter meter, ILogger logger, CancellationToken stopping)
{
    public async Task RunAsync(QueuedActivity activity)
    {
        using Activity? span = EngineSpans.Run(activity);
        long started = time.GetTimestamp();
        if (await AttemptAsync(activity) is not { } end || !await WriteEndAsync(activity, end))
        {
            EngineSpans.Forget(span);
            return;
        }

        bool succeeded = end.Type == HistoryEventType.TaskCompleted;
        span?.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        meter.Ran(activity.Name, time.GetElapsedTime(started), succeeded);
    }

    /// <returns>How it ended, without the number of its task; null where the host stopped it.</returns>
    private async Task<HistoryEvent?> AttemptAsync(QueuedActivity activity)
    {
        try
        {
            await using AsyncServiceScope scope = services.CreateAsyncScope();
            ITaskActivity task = catalog.Activity(activity.Name, scope.ServiceProvider);
            HostedActivityContext context = new(activity.Name, activity.InstanceId, stopping);
            using IDisposable? logScope = ActivityScope.Begin(scope.ServiceProvider, context);
            object? output = await task.RunAsync(context, DurableDataConverter.Instance.Deserialize(activity.Input, task.InputType));
            string? payload = DurableDataConverter.Instance.Serialize(output);
            return new HistoryEvent { Type = HistoryEventType.TaskCompleted, Timestamp = time.GetUtcNow(), Name = activity.Name, Payload = payload };
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            logger.ActivityFailed(activity.Name, activity.InstanceId, error.GetType().Name, TaskFailures.WhereThrown(error));
            TaskFailureDetails failure = TaskFailures.Describe(error, options.KeepStackTraces);
            return new HistoryEvent { Type = HistoryEventType.TaskFailed, Timestamp = time.GetUtcNow(), Name = activity.Name, Failure = failure };
        }
    }

    /// <summary>Also where the host stops: what an activity has done by then need not be done again.</summary>
    /// <returns>It is on disk.</returns>
    private async Task<bool> WriteEndAsync(QueuedActivity activity, HistoryEvent end)
    {
        do
        {
            try
            {
                await database.WriteAsync(write =>
                {
                    new InstanceWriter(write, signals, time.GetUtcNow()).EndActivity(activity.Id, end);
                    return true;
                });
                return true;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
            catch (Exception error)
            {
                logger.ActivityEndDeferred(activity.Id, activity.Name, error.GetType().Name, options.StepRetryInterval);
                await Task.Delay(options.StepRetryInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (!stopping.IsCancellationRequested);

        return false;
    }
}
