using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Execution;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Engine.Steps;

/// <summary>Writes what an orchestrator decided, together with the new events it decided on, in one transaction.</summary>
internal sealed class StepCommit(StepInput input, StepResult result, string? parentInstanceId, IEngineSignals signals, DateTimeOffset now)
{
    /// <returns>False, and nothing written, where somebody intervened since the new events were read.</returns>
    public bool Run(WriteSession write)
    {
        SqliteSession sql = write.Sql;
        InstanceRow row = input.Row;
        var instances = new InstanceWriter(write, signals, now);
        if (sql.Execute(
            "UPDATE instances SET status = $3, updated = $4, episodes = episodes + 1 WHERE key = $1 AND epoch = $2",
            row.Key, row.Epoch, (int)RuntimeStatus.Running, now.UtcTicks) == 0)
        {
            return false;
        }

        if (row.Status == RuntimeStatus.Pending)
        {
            write.AfterCommit(() => signals.Changes.Notify(row.Id));
        }

        if (result.SetsCustomStatus)
        {
            sql.Execute("UPDATE instances SET custom_status = $2 WHERE key = $1", row.Key, result.CustomStatus);
        }

        if (result.LeavesEvents)
        {
            foreach (long seq in input.Unreadable)
            {
                sql.Execute("DELETE FROM inbox WHERE seq = $1", seq);
            }
        }
        else
        {
            sql.Execute("DELETE FROM inbox WHERE instance = $1 AND seq <= $2", row.Key, input.LastSeq);
        }

        foreach (HistoryEvent historyEvent in input.NewEvents)
        {
            if (historyEvent.Type == HistoryEventType.TimerFired)
            {
                sql.Execute("DELETE FROM timers WHERE instance = $1 AND task = $2", row.Key, historyEvent.TaskId);
            }
        }

        if (result.Status == RuntimeStatus.ContinuedAsNew)
        {
            ContinueAsNew(sql, instances);
            return true;
        }

        Execute(instances, result.Scheduled);
        HistoryTable.Append(sql, row.Key, row.Steps, HistoryOfStep());
        if (result.Status.IsTerminal())
        {
            instances.End(row, result.Status, result.Output, result.Failure, result.LeavesEvents);
        }

        return true;
    }

    private List<HistoryEvent> HistoryOfStep()
    {
        IEnumerable<HistoryEvent> taken = result.LeavesEvents ? input.NewEvents.Where(historyEvent => historyEvent.Type != HistoryEventType.EventRaised) : input.NewEvents;
        List<HistoryEvent> step = [.. taken, .. result.Scheduled];
        if (result.Status == RuntimeStatus.Completed)
        {
            step.Add(new HistoryEvent { Type = HistoryEventType.ExecutionCompleted, Timestamp = now, Payload = result.Output });
        }
        else if (result.Status == RuntimeStatus.Failed)
        {
            step.Add(new HistoryEvent { Type = HistoryEventType.ExecutionFailed, Timestamp = now, Failure = result.Failure });
        }

        return step;
    }

    private void ContinueAsNew(SqliteSession sql, InstanceWriter instances)
    {
        // Durable Task continues as new only when nothing that was asked for is open: what is left to carry out are events.
        long key = input.Row.Key;
        Execute(instances, result.Scheduled);
        HistoryTable.Clear(sql, key);
        sql.Execute("DELETE FROM timers WHERE instance = $1", key);
        sql.Execute("DELETE FROM inbox WHERE instance = $1 AND type <> $2", key, (int)HistoryEventType.EventRaised);
        sql.Execute("UPDATE instances SET episodes = 0, input = $2 WHERE key = $1", key, result.Output);
        instances.Deliver(key, instances.ExecutionStarted(input.Row.Name, result.Output, parentInstanceId, result.CarryoverEvents));
    }

    private void Execute(InstanceWriter instances, IReadOnlyList<HistoryEvent> decisions)
    {
        foreach (HistoryEvent decision in decisions)
        {
            int task = decision.TaskId!.Value;
            switch (decision.Type)
            {
                case HistoryEventType.TaskScheduled:
                    instances.QueueActivity(input.Row, decision, task);
                    break;
                case HistoryEventType.TimerCreated:
                    instances.SetTimer(input.Row.Key, task, decision.FireAt!.Value);
                    break;
                case HistoryEventType.EventSent:
                    instances.RaiseEvent(decision.InstanceId!, decision.Name!, decision.Payload);
                    break;
                case HistoryEventType.SubOrchestrationInstanceCreated:
                    instances.StartChild(input.Row, decision, task);
                    break;
                default:
                    break;
            }
        }
    }
}
