using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;
using Microsoft.Data.Sqlite;

namespace Erasure.Embedded.Engine.Steps;

/// <summary>What is new for an instance.</summary>
/// <param name="Row">The instance.</param>
/// <param name="LastSeq">Last message of the inbox that is among the new events.</param>
/// <param name="NewEvents">The new step so far: the clock, then messages and due timers in order of time.</param>
internal sealed record StepInput(InstanceRow Row, long LastSeq, List<HistoryEvent> NewEvents)
{
    /// <summary>Messages that can't be read: another version's, or broken.</summary>
    public required IReadOnlyList<long> Unreadable { get; init; }

    /// <summary>Reads it; null where the instance can't go on: it has ended, is suspended, or is gone.</summary>
    public static StepInput? Load(SqliteSession sql, long key, DateTimeOffset now)
    {
        if (InstanceRow.ByKey(sql, key) is not { } row || row.Status.IsTerminal() || row.Status == RuntimeStatus.Suspended)
        {
            return null;
        }

        var newEvents = new List<HistoryEvent> { new() { Type = HistoryEventType.OrchestratorStarted, Timestamp = now } };
        Queue<HistoryEvent> timers = DueTimers(sql, key, now);
        long last = 0;
        List<long> unreadable = [];
        using SqliteDataReader messages = sql.Query("SELECT seq, event FROM inbox WHERE instance = $1 ORDER BY seq", key);
        while (messages.Read())
        {
            last = messages.GetInt64(0);
            if (HistoryJson.TryReadMessage((byte[])messages[1]) is not { } message)
            {
                unreadable.Add(last);
                continue;
            }

            if (message.Type == HistoryEventType.ExecutionStarted)
            {
                // After a continue-as-new, events may have arrived before it.
                newEvents.Insert(1, message);
                continue;
            }

            while (timers.TryPeek(out HistoryEvent? timer) && timer.FireAt < message.Timestamp)
            {
                newEvents.Add(timers.Dequeue());
            }

            newEvents.Add(message);
        }

        newEvents.AddRange(timers);
        return new StepInput(row, last, newEvents) { Unreadable = unreadable };
    }

    private static Queue<HistoryEvent> DueTimers(SqliteSession sql, long key, DateTimeOffset now)
    {
        var timers = new Queue<HistoryEvent>();
        using SqliteDataReader due = sql.Query("SELECT task, due FROM timers WHERE instance = $1 AND due <= $2 ORDER BY due, task", key, now.UtcTicks);
        while (due.Read())
        {
            timers.Enqueue(new HistoryEvent
            {
                Type = HistoryEventType.TimerFired,
                Timestamp = now,
                TaskId = due.GetInt32(0),
                FireAt = new DateTimeOffset(due.GetInt64(1), TimeSpan.Zero),
            });
        }

        return timers;
    }
}
