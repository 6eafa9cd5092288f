using Erasure.Embedded.Engine.Execution;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.Logging;

namespace Erasure.Embedded.Engine.Management;

/// <summary>Finds how far a failed instance must go back, by replaying its history without its failures.</summary>
internal sealed class RewindPlanner(SqliteDatabase database, TaskCatalog catalog, ILoggerFactory loggers)
{
    public RewindPlan Plan(InstanceRow row)
    {
        List<IReadOnlyList<HistoryEvent>> steps = database.Read(sql => HistoryTable.Read(sql, row.Key));
        HistoryEvent[] redelivered = [];
        if (steps.Count > 0)
        {
            redelivered = [.. steps[^1].Where(static historyEvent => IsMessage(historyEvent) && !IsFailure(historyEvent))];
            steps.RemoveAt(steps.Count - 1);
        }

        RemoveFailures(row, steps);
        HashSet<int?> asked = [.. steps.SelectMany(static step => step).Where(HistoryEvents.IsDecision).Select(static decision => decision.TaskId)];
        redelivered = [.. redelivered.Where(historyEvent => historyEvent.TaskId is null || asked.Contains(historyEvent.TaskId))];
        HistoryEvent[] open = [.. Open(steps, redelivered)];
        return new RewindPlan(row, steps, redelivered, open, PlanChildren(open));
    }

    private static bool IsFailure(HistoryEvent historyEvent) =>
        historyEvent.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed;

    private static bool IsMessage(HistoryEvent historyEvent) => historyEvent.Type
        is HistoryEventType.ExecutionStarted
        or HistoryEventType.TaskCompleted
        or HistoryEventType.TaskFailed
        or HistoryEventType.SubOrchestrationInstanceCompleted
        or HistoryEventType.SubOrchestrationInstanceFailed
        or HistoryEventType.TimerFired
        or HistoryEventType.EventRaised;

    /// <summary>Takes out each failure that nothing was decided on, latest first; a failure that led to a retry stays.</summary>
    private void RemoveFailures(InstanceRow row, List<IReadOnlyList<HistoryEvent>> steps)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            foreach (HistoryEvent failure in steps[i].Where(IsFailure).Reverse().ToArray())
            {
                IReadOnlyList<HistoryEvent> whole = steps[i];
                steps[i] = [.. whole.Where(historyEvent => !ReferenceEquals(historyEvent, failure) && !IsAfterLastAttempt(historyEvent, whole))];
                if (!CanReplay(row, steps))
                {
                    steps[i] = whole;
                }
            }
        }
    }

    /// <summary>Durable Task's retries end with a timer that is due at once.</summary>
    private static bool IsAfterLastAttempt(HistoryEvent historyEvent, IReadOnlyList<HistoryEvent> step) =>
        historyEvent.Type == HistoryEventType.TimerCreated && historyEvent.FireAt == step[0].Timestamp;

    private bool CanReplay(InstanceRow row, List<IReadOnlyList<HistoryEvent>> steps)
    {
        if (catalog.FindOrchestrator(row.Name) is not { } orchestrator)
        {
            return false;
        }

        try
        {
            var execution = new OrchestrationExecution(orchestrator, row.Name, row.Id, loggers, keepStackTraces: false, static _ => { });
            steps.ForEach(execution.Replay);
            return true;
        }
        catch (NonDeterministicOrchestrationException)
        {
            return false;
        }
    }

    private static IEnumerable<HistoryEvent> Open(List<IReadOnlyList<HistoryEvent>> steps, HistoryEvent[] redelivered)
    {
        HashSet<int?> ended =
            [.. steps.SelectMany(static step => step).Where(static historyEvent => !historyEvent.IsDecision()).Concat(redelivered).Select(static historyEvent => historyEvent.TaskId)];
        return steps.SelectMany(static step => step)
            .Where(historyEvent => historyEvent.IsDecision() && historyEvent.Type != HistoryEventType.EventSent && !ended.Contains(historyEvent.TaskId));
    }

    private Dictionary<int, RewindPlan> PlanChildren(IEnumerable<HistoryEvent> open)
    {
        var plans = new Dictionary<int, RewindPlan>();
        foreach (HistoryEvent task in open)
        {
            if (task.Type == HistoryEventType.SubOrchestrationInstanceCreated
                && database.Read(sql => InstanceRow.ById(sql, task.InstanceId!)) is { Status: RuntimeStatus.Failed } child)
            {
                plans.Add(task.TaskId!.Value, Plan(child));
            }
        }

        return plans;
    }
}
