using System.Text.Json;
using DurableTask.Core.Exceptions;
using Erasure.Core.Durable;
using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Telemetry;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.Instances;

/// <summary>Changes to instances, inside one transaction.</summary>
internal sealed class InstanceWriter(WriteSession write, IEngineSignals signals, DateTimeOffset now)
{
    private readonly SqliteSession sql = write.Sql;

    /// <summary>Starts an instance, in place of another one of that id, whose events it gets where that left them unread.</summary>
    /// <exception cref="OrchestrationAlreadyExistsException">One of that id is in a state in which it isn't to be replaced.</exception>
    public void Start(string name, string id, string? input, DurableSpan? span, IReadOnlyList<RuntimeStatus> refused, InstanceRow? parent = null, int? parentTask = null)
    {
        List<byte[]> left = [];
        if (InstanceRow.ById(sql, id) is { } existing)
        {
            if (refused.Contains(existing.Status))
            {
                throw new OrchestrationAlreadyExistsException($"Instance '{id}' exists and is {existing.Status}.");
            }

            if (!existing.Status.IsTerminal())
            {
                Terminate(existing, "It is started again.");
            }

            // One that failed has left them running. What they work for is begun again, and begins them anew.
            TerminateChildren(existing.Key, "What it worked for is started again.");

            left = EventsOf(existing.Key);
            Purge(existing.Key);
        }

        long key = (long)sql.Scalar(
            """
            INSERT INTO instances (id, name, status, epoch, episodes, created, updated, parent, parent_task, input, trace)
            VALUES ($1, $2, $3, 0, 0, $4, $4, $5, $6, $7, $8) RETURNING key
            """,
            id, name, (int)RuntimeStatus.Pending, now.UtcTicks, parent?.Key, parentTask, input, span?.ToString())!;
        Deliver(key, ExecutionStarted(name, input, parent?.Id, []));
        left.ForEach(message => Put(key, HistoryEventType.EventRaised, message));
    }

    /// <summary>Starts a child, or tells its parent that it can't be started.</summary>
    /// <param name="parent">The parent.</param>
    /// <param name="decision">The parent's decision.</param>
    /// <param name="task">The parent's task.</param>
    public void StartChild(InstanceRow parent, HistoryEvent decision, int task)
    {
        try
        {
            Start(decision.Name!, decision.InstanceId!, decision.Payload, Under(parent), RuntimeStatuses.Live, parent, task);
        }
        catch (OrchestrationAlreadyExistsException error)
        {
            Deliver(parent.Key, new HistoryEvent
            {
                Type = HistoryEventType.SubOrchestrationInstanceFailed,
                Timestamp = now,
                TaskId = task,
                InstanceId = decision.InstanceId,
                Failure = TaskFailures.Describe(error, keepStackTrace: false),
            });
        }
    }

    /// <summary>Puts a message into an instance's inbox.</summary>
    public void Deliver(long key, HistoryEvent message)
    {
        Put(key, message.Type, HistoryJson.Write(message));
        write.AfterCommit(() => signals.Ready(key));
    }

    /// <summary>Raises an event, as far as anybody is there to take it.</summary>
    /// <returns>False where there is no such instance or it has ended, as with the other ways to steer it.</returns>
    public bool RaiseEvent(string id, string name, string? payload) => Steer(
        id, row => Deliver(row.Key, new HistoryEvent { Type = HistoryEventType.EventRaised, Timestamp = now, Name = name, Payload = payload }));

    public bool Terminate(string id, object? output) => Steer(id, row => Terminate(row, output));

    public bool Suspend(string id, string? reason) => Steer(id, row =>
    {
        if (row.Status != RuntimeStatus.Suspended)
        {
            Intervene(row, RuntimeStatus.Suspended);
            Append(row, new HistoryEvent { Type = HistoryEventType.ExecutionSuspended, Timestamp = now, Payload = Write(reason) });
        }
    });

    public bool Resume(string id, string? reason) => Steer(id, row =>
    {
        if (row.Status == RuntimeStatus.Suspended)
        {
            Intervene(row, RuntimeStatus.Running);
            Append(row, new HistoryEvent { Type = HistoryEventType.ExecutionResumed, Timestamp = now, Payload = Write(reason) });
            write.AfterCommit(() => signals.Ready(row.Key));
        }
    });

    /// <summary>Deletes an ended instance and its ended children; those still running go on as nobody's.</summary>
    /// <returns>How many were deleted.</returns>
    public int Purge(string id) =>
        InstanceRow.ById(sql, id) is { } row && row.Status.IsTerminal() ? Purge(row.Key) : 0;

    /// <inheritdoc cref="Purge(string)"/>
    public int Purge(long key)
    {
        int count = 1;
        foreach (InstanceRow child in Children(key))
        {
            if (child.Status.IsTerminal())
            {
                count += Purge(child.Key);
            }
            else
            {
                sql.Execute("UPDATE instances SET parent = NULL, parent_task = NULL WHERE key = $1", child.Key);
            }
        }

        HistoryTable.Clear(sql, key);
        sql.Execute("DELETE FROM activities WHERE instance = $1", key);
        ClearMessages(key);
        sql.Execute("DELETE FROM instances WHERE key = $1", key);
        return count;
    }

    /// <summary>Writes an end: no more messages, and whatever still runs for it reports to nobody.</summary>
    /// <param name="row">The instance.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="output">What it came to.</param>
    /// <param name="failure">Why it failed.</param>
    /// <param name="leavesEvents">Events that it hasn't read stay, for the instance that begins in its place.</param>
    public void End(InstanceRow row, RuntimeStatus status, string? output, TaskFailureDetails? failure, bool leavesEvents = false)
    {
        string? failureText = failure is null ? null : JsonSerializer.Serialize(failure, DurableJson.Options);
        sql.Execute(
            "UPDATE instances SET status = $2, updated = $3, output = $4, failure = $5 WHERE key = $1",
            row.Key, (int)status, now.UtcTicks, output, failureText);
        ClearMessages(row.Key, leavesEvents);
        sql.Execute("UPDATE activities SET task = NULL WHERE instance = $1 AND task IS NOT NULL", row.Key);
        sql.Execute("UPDATE instances SET parent_task = NULL WHERE parent = $1 AND parent_task IS NOT NULL", row.Key);
        write.AfterCommit(() =>
        {
            EngineSpans.RecordEnd(row, status, now);
            signals.Changes.Notify(row.Id);
        });
        if (row.Parent is { } parent && row.ParentTask is { } task && InstanceRow.ByKey(sql, parent) is { } receiver && !receiver.Status.IsTerminal())
        {
            bool succeeded = status == RuntimeStatus.Completed;
            Deliver(parent, new HistoryEvent
            {
                Type = succeeded ? HistoryEventType.SubOrchestrationInstanceCompleted : HistoryEventType.SubOrchestrationInstanceFailed,
                Timestamp = now,
                TaskId = task,
                InstanceId = row.Id,
                Payload = succeeded ? output : null,
                Failure = succeeded ? null : failure,
            });
        }
    }

    public void QueueActivity(InstanceRow row, HistoryEvent scheduled, int task)
    {
        string? trace = Under(row)?.ToString();
        long id = (long)sql.Scalar(
            "INSERT INTO activities (instance, task, name, input, trace) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            row.Key, task, scheduled.Name, scheduled.Payload, trace)!;
        var activity = new QueuedActivity(id, row.Id, scheduled.Name!, scheduled.Payload, trace);
        write.AfterCommit(() => signals.ActivityQueued(activity));
    }

    public void SetTimer(long key, int task, DateTimeOffset due)
    {
        sql.Execute("INSERT INTO timers (instance, task, due) VALUES ($1, $2, $3)", key, task, due.UtcTicks);
        write.AfterCommit(() => signals.TimerSet(due.UtcTicks));
    }

    /// <summary>Takes an activity off the table and hands its end to the instance, unless that has gone on without it.</summary>
    public void EndActivity(long id, HistoryEvent end)
    {
        long instance;
        int task;
        using (SqliteDataReader ended = sql.Query("DELETE FROM activities WHERE id = $1 RETURNING instance, task", id))
        {
            if (!ended.Read() || ended.IsDBNull(1))
            {
                return;
            }

            instance = ended.GetInt64(0);
            task = ended.GetInt32(1);
        }

        Deliver(instance, end with { TaskId = task });
    }

    /// <summary>The message that starts an execution.</summary>
    public HistoryEvent ExecutionStarted(string name, string? input, string? parentId, IReadOnlyList<HistoryEvent> carryoverEvents) => new()
    {
        Type = HistoryEventType.ExecutionStarted,
        Timestamp = now,
        Name = name,
        InstanceId = parentId,
        Payload = input,
        ExecutionId = Guid.NewGuid(),
        CarryoverEvents = carryoverEvents.Count == 0 ? null : carryoverEvents,
    };

    private static string? Write(object? value) => DurableDataConverter.Instance.Serialize(value);

    private static DurableSpan? Under(InstanceRow row) =>
        DurableSpan.Read(row.Trace) is { } span ? DurableSpan.Under(span.Context) : null;

    private bool Steer(string id, Action<InstanceRow> change)
    {
        if (InstanceRow.ById(sql, id) is not { } row || row.Status.IsTerminal())
        {
            return false;
        }

        change(row);
        return true;
    }

    private void Terminate(InstanceRow row, object? output)
    {
        TerminateChildren(row.Key, output);
        sql.Execute("DELETE FROM activities WHERE instance = $1", row.Key);
        Intervene(row, RuntimeStatus.Terminated);
        Append(row, new HistoryEvent { Type = HistoryEventType.ExecutionTerminated, Timestamp = now, Payload = Write(output) });
        End(row, RuntimeStatus.Terminated, Write(output), TaskFailures.Of("Terminated", output as string ?? "The instance was terminated."));
    }

    /// <summary>Those of one that has failed may run on without it.</summary>
    private void TerminateChildren(long key, object? output)
    {
        foreach (InstanceRow child in Children(key))
        {
            if (child.Status.IsTerminal())
            {
                TerminateChildren(child.Key, output);
            }
            else
            {
                Terminate(child, output);
            }
        }
    }

    /// <summary>Makes steps that are under way find, when they commit, that the instance has changed under them.</summary>
    private void Intervene(InstanceRow row, RuntimeStatus status) => sql.Execute(
        "UPDATE instances SET status = $2, updated = $3, epoch = epoch + 1, episodes = episodes + 1 WHERE key = $1",
        row.Key, (int)status, now.UtcTicks);

    private void Append(InstanceRow row, HistoryEvent historyEvent) => HistoryTable.Append(sql, row.Key, row.Steps, [historyEvent]);

    private void Put(long key, HistoryEventType type, byte[] message) =>
        sql.Execute("INSERT INTO inbox (instance, type, event) VALUES ($1, $2, $3)", key, (int)type, message);

    private List<byte[]> EventsOf(long key)
    {
        List<byte[]> events = [];
        using SqliteDataReader rows = sql.Query("SELECT event FROM inbox WHERE instance = $1 AND type = $2 ORDER BY seq", key, (int)HistoryEventType.EventRaised);
        while (rows.Read())
        {
            events.Add((byte[])rows[0]);
        }

        return events;
    }

    private void ClearMessages(long key, bool leavesEvents = false)
    {
        sql.Execute("DELETE FROM inbox WHERE instance = $1 AND type <> $2", key, leavesEvents ? (int)HistoryEventType.EventRaised : -1);
        sql.Execute("DELETE FROM timers WHERE instance = $1", key);
    }

    private List<InstanceRow> Children(long key)
    {
        var children = new List<InstanceRow>();
        using SqliteDataReader rows = sql.Query($"SELECT {InstanceRow.Columns} FROM instances WHERE parent = $1", key);
        while (rows.Read())
        {
            children.Add(InstanceRow.From(rows));
        }

        return children;
    }
}
