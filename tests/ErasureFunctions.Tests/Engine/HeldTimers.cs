using DurableTask.Core;
using DurableTask.Core.History;
using Erasure.Tests.Shared;

namespace ErasureFunctions.Tests.Engine;

/// <summary>Timers that wait for the clock by hand.</summary>
/// <param name="time">The clock.</param>
/// <param name="fire">Handed what fires, with the machine's time in it, since Durable Task's services would wait for the other one.</param>
internal sealed class HeldTimers(ManualTimeProvider time, Action<TaskMessage> fire)
{
    private readonly Lock gate = new();
    private readonly List<Held> timers = [];

    /// <summary>When the next one is due; null where there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                return timers.Count == 0 ? null : timers.Min(static timer => timer.Due);
            }
        }
    }

    /// <summary>Holds one that a step has set; one that is due fires at once.</summary>
    public void Hold(TaskMessage message, DateTimeOffset due)
    {
        Held held = new(message, due);
        lock (gate)
        {
            timers.Add(held);
            if (due - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                held.Alarm = time.CreateTimer(_ => Fire(held), state: null, wait, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        Fire(held);
    }

    /// <summary>Forgets those of an instance.</summary>
    public void Drop(string instanceId)
    {
        lock (gate)
        {
            foreach (Held timer in timers.Where(timer => timer.Message.OrchestrationInstance.InstanceId == instanceId).ToArray())
            {
                timers.Remove(timer);
                timer.Alarm?.Dispose();
            }
        }
    }

    private void Fire(Held held)
    {
        lock (gate)
        {
            if (!timers.Remove(held))
            {
                return;
            }
        }

        fire(new TaskMessage
        {
            Event = new TimerFiredEvent(-1, TimeProvider.System.GetUtcNow().UtcDateTime) { TimerId = ((TimerFiredEvent)held.Message.Event).TimerId },
            OrchestrationInstance = held.Message.OrchestrationInstance,
        });
    }

    private sealed class Held(TaskMessage message, DateTimeOffset due)
    {
        public TaskMessage Message { get; } = message;

        public DateTimeOffset Due { get; } = due;

        public ITimer? Alarm { get; set; }
    }
}
