using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Engine.Management;

/// <summary>Carries out a rewind in one transaction.</summary>
internal sealed class RewindCommit(WriteSession write, IEngineSignals signals, DateTimeOffset now, string? reason)
{
    private readonly SqliteSession sql = write.Sql;
    private readonly InstanceWriter instances = new(write, signals, now);

    /// <returns>False, and nothing written, where the instance has changed since the plan was made.</returns>
    public bool Run(RewindPlan plan)
    {
        // Its failure has been recorded as a span; what follows is another, beside it.
        DurableSpan? span = DurableSpan.Read(plan.Row.Trace) is { } failed ? DurableSpan.Under(failed.ParentContext) : null;
        InstanceRow row = plan.Row with { Trace = span?.ToString() };
        plan = plan with { Row = row };
        if (sql.Execute(
            """
            UPDATE instances SET status = $3, updated = $4, epoch = epoch + 1, episodes = $5, output = NULL, failure = NULL, trace = $7
            WHERE key = $1 AND epoch = $2 AND status = $6
            """,
            row.Key, row.Epoch, (int)RuntimeStatus.Running, now.UtcTicks, plan.Steps.Count, (int)RuntimeStatus.Failed, row.Trace) == 0)
        {
            return false;
        }

        HistoryTable.Clear(sql, row.Key);
        for (int step = 0; step < plan.Steps.Count; step++)
        {
            HistoryTable.Append(sql, row.Key, step, plan.Steps[step]);
        }

        // Activities that were still running when the instance failed run again: their ends had nobody to go to.
        sql.Execute("DELETE FROM activities WHERE instance = $1", row.Key);
        foreach (HistoryEvent message in plan.Redelivered)
        {
            instances.Deliver(row.Key, message);
        }

        instances.Deliver(row.Key, new HistoryEvent { Type = HistoryEventType.ExecutionRewound, Timestamp = now, Payload = DurableDataConverter.Instance.Serialize(reason) });
        foreach (HistoryEvent task in plan.Open)
        {
            Reopen(plan, task);
        }

        return true;
    }

    private void Reopen(RewindPlan plan, HistoryEvent task)
    {
        int id = task.TaskId!.Value;
        switch (task.Type)
        {
            case HistoryEventType.TaskScheduled:
                instances.QueueActivity(plan.Row, task, id);
                break;
            case HistoryEventType.TimerCreated:
                instances.SetTimer(plan.Row.Key, id, task.FireAt!.Value);
                break;
            case HistoryEventType.SubOrchestrationInstanceCreated:
                ReopenChild(plan, task, id);
                break;
            default:
                break;
        }
    }

    private void ReopenChild(RewindPlan plan, HistoryEvent task, int id)
    {
        InstanceRow? child = InstanceRow.ById(sql, task.InstanceId!);
        bool ours = child?.Parent == plan.Row.Key;
        if (ours && child!.Status == RuntimeStatus.Completed)
        {
            instances.Deliver(plan.Row.Key, new HistoryEvent
            {
                Type = HistoryEventType.SubOrchestrationInstanceCompleted,
                Timestamp = now,
                TaskId = id,
                InstanceId = child.Id,
                Payload = child.Output,
            });
        }
        else if (ours && !child!.Status.IsTerminal())
        {
            Attach(child.Key, id);
        }
        else if (ours && plan.Children.TryGetValue(id, out RewindPlan? failed) && Run(failed))
        {
            Attach(failed.Row.Key, id);
        }
        else
        {
            instances.StartChild(plan.Row, task, id);
        }
    }

    private void Attach(long child, int task) => sql.Execute("UPDATE instances SET parent_task = $2 WHERE key = $1", child, task);
}
