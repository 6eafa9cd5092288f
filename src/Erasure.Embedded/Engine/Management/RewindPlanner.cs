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
        List<IReadOnlyList<HistoryEvent>> episodes = database.Read(sql => EpisodeTable.Read(sql, row.Key));
        HistoryEvent[] redelivered = [];
        if (episodes.Count > 0)
        {
            redelivered = [.. episodes[^1].Where(static happened => IsMessage(happened) && !IsFailure(happened))];
            episodes.RemoveAt(episodes.Count - 1);
        }

        RemoveFailures(row, episodes);
        HashSet<int?> asked = [.. episodes.SelectMany(static episode => episode).Where(HistoryEvents.IsDecision).Select(static decision => decision.TaskId)];
        redelivered = [.. redelivered.Where(happened => happened.TaskId is null || asked.Contains(happened.TaskId))];
        HistoryEvent[] open = [.. Open(episodes, redelivered)];
        return new RewindPlan(row, episodes, redelivered, open, PlanChildren(open));
    }

    private static bool IsFailure(HistoryEvent happened) =>
        happened.Type is HistoryEventType.TaskFailed or HistoryEventType.SubOrchestrationInstanceFailed;

    private static bool IsMessage(HistoryEvent happened) => happened.Type
        is HistoryEventType.ExecutionStarted
        or HistoryEventType.TaskCompleted
        or HistoryEventType.TaskFailed
        or HistoryEventType.SubOrchestrationInstanceCompleted
        or HistoryEventType.SubOrchestrationInstanceFailed
        or HistoryEventType.TimerFired
        or HistoryEventType.EventRaised;

    /// <summary>Takes out each failure that nothing was decided on, latest first; a failure that led to a retry stays.</summary>
    private void RemoveFailures(InstanceRow row, List<IReadOnlyList<HistoryEvent>> episodes)
    {
        for (int i = episodes.Count - 1; i >= 0; i--)
        {
            foreach (HistoryEvent failure in episodes[i].Where(IsFailure).Reverse().ToArray())
            {
                IReadOnlyList<HistoryEvent> whole = episodes[i];
                episodes[i] = [.. whole.Where(happened => !ReferenceEquals(happened, failure) && !IsAfterLastAttempt(happened, whole))];
                if (!CanReplay(row, episodes))
                {
                    episodes[i] = whole;
                }
            }
        }
    }

    /// <summary>Durable Task's retries end with a timer that is due at once.</summary>
    private static bool IsAfterLastAttempt(HistoryEvent happened, IReadOnlyList<HistoryEvent> episode) =>
        happened.Type == HistoryEventType.TimerCreated && happened.FireAt == episode[0].Timestamp;

    private bool CanReplay(InstanceRow row, List<IReadOnlyList<HistoryEvent>> episodes)
    {
        if (catalog.FindOrchestrator(row.Name) is not { } orchestrator)
        {
            return false;
        }

        try
        {
            var execution = new WorkflowExecution(orchestrator, row.Name, row.Id, loggers, keepStackTraces: false, static _ => { });
            episodes.ForEach(execution.Replay);
            return true;
        }
        catch (NonDeterministicWorkflowException)
        {
            return false;
        }
    }

    private static IEnumerable<HistoryEvent> Open(List<IReadOnlyList<HistoryEvent>> episodes, HistoryEvent[] redelivered)
    {
        HashSet<int?> ended = [.. episodes.SelectMany(static episode => episode).Where(static happened => !happened.IsDecision()).Concat(redelivered).Select(static happened => happened.TaskId)];
        return episodes.SelectMany(static episode => episode)
            .Where(happened => happened.IsDecision() && happened.Type != HistoryEventType.EventSent && !ended.Contains(happened.TaskId));
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
