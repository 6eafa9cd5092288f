using System.Collections.Concurrent;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Erasure.Embedded.Engine.Execution;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Steps;

/// <summary>Takes one step of one instance: read what is new, bring the orchestrator up to date, let it decide, commit.</summary>
internal sealed class StepRunner(
    SqliteDatabase database, TaskCatalog catalog, EngineOptions options, TimeProvider time, IEngineSignals signals, EngineMeter meter, ILoggerFactory loggers, ILogger logger)
{
    private readonly ExecutionCache live = new(options.MaxLiveExecutions);
    private readonly ConcurrentDictionary<long, bool> nonDurableAwaits = new();

    public async Task RunAsync(long key)
    {
        try
        {
            await StepAsync(key);
        }
        catch (ObjectDisposedException)
        {
            // The host is stopping: the step is taken at the next start.
        }
        catch (Exception error)
        {
            logger.StepDeferred(key, error.GetType().Name, options.StepRetryInterval);
            DelayedAction.Run(time, options.StepRetryInterval, () => signals.Ready(key));
        }
    }

    private async Task StepAsync(long key)
    {
        DateTimeOffset now = time.GetUtcNow();
        StepInput? read = database.Read(sql => StepInput.Load(sql, key, now));
        signals.TimersRead(now.UtcTicks);
        if (read is not { } input)
        {
            nonDurableAwaits.TryRemove(key, out _);
            return;
        }

        bool hasNonDurableAwait = nonDurableAwaits.ContainsKey(key);
        if (input is { NewEvents.Count: 1, Unreadable.Count: 0 } && !hasNonDurableAwait)
        {
            return;
        }

        (OrchestrationExecution? execution, StepResult result) = hasNonDurableAwait ? (null, FailAsNonDeterministic(input.Row, OrchestrationExecution.NonDurableAwaitMessage)) : Decide(input);
        var commit = new StepCommit(input, result, execution?.ParentInstanceId, signals, now);
        if (!await database.WriteAsync(commit.Run))
        {
            signals.Ready(key);
            return;
        }

        if (hasNonDurableAwait)
        {
            // Not before it is written down.
            nonDurableAwaits.TryRemove(key, out _);
        }

        if (result.Status == RuntimeStatus.Running)
        {
            live.Keep(input.Row, input.Row.Steps + 1, execution!);
        }
        else if (result.Status.IsTerminal())
        {
            logger.Ended(input.Row.Id, input.Row.Name, result.Status);
            meter.Ended(input.Row.Name, result.Status);
        }
    }

    private (OrchestrationExecution? Execution, StepResult Result) Decide(StepInput input)
    {
        InstanceRow row = input.Row;
        OrchestrationExecution execution;
        try
        {
            execution = input.Unreadable.Count == 0
                ? live.Take(row) ?? Replay(row)
                : throw new NonDeterministicOrchestrationException("A message to it can't be read: another version of this program wrote it, or it is broken.");
        }
        catch (Exception error) when (!IsTransient(error))
        {
            string reason = error is NonDeterministicOrchestrationException
                ? error.Message
                : $"Its history can't be read ({error.GetType().Name}): another version of this program wrote it, or it is broken.";
            return (null, FailAsNonDeterministic(row, reason));
        }

        try
        {
            return (execution, execution.Advance(input.NewEvents));
        }
        catch (NonDeterministicOrchestrationException error)
        {
            return (null, FailAsNonDeterministic(row, error.Message));
        }
        catch (Exception error) when (!IsTransient(error))
        {
            return (null, new StepResult { Status = RuntimeStatus.Failed, Failure = TaskFailures.Describe(error, options.KeepStackTraces) });
        }
    }

    /// <summary>It is the machine's and not the instance's: the step is taken again.</summary>
    private static bool IsTransient(Exception error) =>
        error is SqliteException or RecordsUnavailableException or ObjectDisposedException or OutOfMemoryException or IOException or UnauthorizedAccessException;

    private OrchestrationExecution Replay(InstanceRow row)
    {
        ITaskOrchestrator orchestrator = catalog.FindOrchestrator(row.Name) ?? throw new NonDeterministicOrchestrationException($"No workflow named '{row.Name}' is registered.");
        var execution = new OrchestrationExecution(orchestrator, row.Name, row.Id, loggers, options.KeepStackTraces, _ =>
        {
            nonDurableAwaits[row.Key] = true;
            signals.Ready(row.Key);
        });
        foreach (IReadOnlyList<HistoryEvent> step in row.Steps == 0 ? [] : database.Read(sql => HistoryTable.Read(sql, row.Key)))
        {
            execution.Replay(step);
        }

        return execution;
    }

    private StepResult FailAsNonDeterministic(InstanceRow row, string reason)
    {
        logger.NonDeterministic(row.Id, row.Name, reason);
        return new StepResult
        {
            Status = RuntimeStatus.Failed,
            Failure = TaskFailures.Of(NonDeterministicOrchestrationException.StoredType, reason),
            LeavesEvents = true,
        };
    }
}
