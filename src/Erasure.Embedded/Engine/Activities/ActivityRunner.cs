using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Activities;

/// <summary>Runs one activity in a scope of its own and writes how it ended.</summary>
internal sealed class ActivityRunner(
    SqliteDatabase database, WorkflowCatalog catalog, EngineOptions options, IServiceProvider services, TimeProvider time, IEngineSignals signals, ILogger logger, CancellationToken stopping)
{
    public async Task RunAsync(QueuedActivity activity)
    {
        if (await AttemptAsync(activity) is { } toMessage)
        {
            await WriteEndAsync(activity, toMessage);
        }
    }

    /// <returns>The message of how it ended; null where the host stopped it.</returns>
    private async Task<Func<int, HistoryEvent>?> AttemptAsync(QueuedActivity activity)
    {
        try
        {
            if (!catalog.Activities.TryGetValue(activity.Name, out ActivityEntry? entry))
            {
                throw new InvalidOperationException($"No activity named '{activity.Name}' is registered.");
            }

            await using AsyncServiceScope scope = services.CreateAsyncScope();
            object? output = await entry.RunAsync(
                scope.ServiceProvider, new ActivityContext(entry.Name, activity.InstanceId), activity.Input, DurableJson.Options, stopping);
            string? payload = Payload.Write(output);
            return task => new HistoryEvent
            {
                Type = HistoryEventType.TaskCompleted, Timestamp = time.GetUtcNow(), TaskId = task, Name = activity.Name, Payload = payload,
            };
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            logger.ActivityFailed(activity.Name, activity.InstanceId, error.GetType().Name, Failures.WhereThrown(error));
            FailureDetails failure = Failures.Describe(error, options.KeepStackTraces);
            return task => new HistoryEvent
            {
                Type = HistoryEventType.TaskFailed, Timestamp = time.GetUtcNow(), TaskId = task, Name = activity.Name, Failure = failure,
            };
        }
    }

    private async Task WriteEndAsync(QueuedActivity activity, Func<int, HistoryEvent> toMessage)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await database.WriteAsync(write =>
                {
                    new InstanceWriter(write, signals, time.GetUtcNow()).EndActivity(activity.Id, toMessage);
                    return true;
                });
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception error)
            {
                logger.ActivityEndDeferred(activity.Id, activity.Name, error.GetType().Name, options.StepRetryInterval);
                await Task.Delay(options.StepRetryInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
