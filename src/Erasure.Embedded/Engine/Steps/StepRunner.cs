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
    private readonly ConcurrentDictionary<long, bool> strayed = new();

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
            strayed.TryRemove(key, out _);
            return;
        }

        bool hasStrayed = strayed.ContainsKey(key);
        if (input is { News.Count: 1, Unreadable.Count: 0 } && !hasStrayed)
        {
            return;
        }

        (WorkflowExecution? execution, EpisodeResult result) = hasStrayed ? (null, Broken(input.Row, WorkflowExecution.StrayedMessage)) : Decide(input);
        var commit = new StepCommit(input, result, execution?.ParentInstanceId, signals, now);
        if (!await database.WriteAsync(commit.Run))
        {
            signals.Ready(key);
            return;
        }

        if (hasStrayed)
        {
            // Not before it is written down.
            strayed.TryRemove(key, out _);
        }

        if (result.Status == RuntimeStatus.Running)
        {
            live.Keep(input.Row, input.Row.Episodes + 1, execution!);
        }
        else if (result.Status.IsTerminal())
        {
            logger.Ended(input.Row.Id, input.Row.Name, result.Status);
            meter.Ended(input.Row.Name, result.Status);
        }
    }

    private (WorkflowExecution? Execution, EpisodeResult Result) Decide(StepInput input)
    {
        InstanceRow row = input.Row;
        WorkflowExecution execution;
        try
        {
            execution = input.Unreadable.Count == 0
                ? live.Take(row) ?? Replay(row)
                : throw new NonDeterministicWorkflowException("A message to it can't be read: another version of this program wrote it, or it is broken.");
        }
        catch (Exception error) when (!MayPass(error))
        {
            string reason = error is NonDeterministicWorkflowException
                ? error.Message
                : $"Its history can't be read ({error.GetType().Name}): another version of this program wrote it, or it is broken.";
            return (null, Broken(row, reason));
        }

        try
        {
            return (execution, execution.Advance(input.News));
        }
        catch (NonDeterministicWorkflowException error)
        {
            return (null, Broken(row, error.Message));
        }
        catch (Exception error) when (!MayPass(error))
        {
            return (null, new EpisodeResult { Status = RuntimeStatus.Failed, Failure = TaskFailures.Describe(error, options.KeepStackTraces) });
        }
    }

    /// <summary>It is the machine's and not the instance's: the step is taken again.</summary>
    private static bool MayPass(Exception error) =>
        error is SqliteException or RecordsUnavailableException or ObjectDisposedException or OutOfMemoryException or IOException or UnauthorizedAccessException;

    private WorkflowExecution Replay(InstanceRow row)
    {
        ITaskOrchestrator orchestrator = catalog.FindOrchestrator(row.Name) ?? throw new NonDeterministicWorkflowException($"No workflow named '{row.Name}' is registered.");
        var execution = new WorkflowExecution(orchestrator, row.Name, row.Id, loggers, options.KeepStackTraces, _ =>
        {
            strayed[row.Key] = true;
            signals.Ready(row.Key);
        });
        foreach (IReadOnlyList<HistoryEvent> episode in row.Episodes == 0 ? [] : database.Read(sql => EpisodeTable.Read(sql, row.Key)))
        {
            execution.Replay(episode);
        }

        return execution;
    }

    private EpisodeResult Broken(InstanceRow row, string reason)
    {
        logger.NonDeterministic(row.Id, row.Name, reason);
        return new EpisodeResult
        {
            Status = RuntimeStatus.Failed,
            Failure = TaskFailures.Of(typeof(NonDeterministicWorkflowException).FullName!, reason),
            LeavesEvents = true,
        };
    }
}
