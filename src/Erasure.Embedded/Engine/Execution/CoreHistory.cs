using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Erasure.Core.Durable;
using CoreEvent = DurableTask.Core.History.HistoryEvent;
using HistoryEvent = Erasure.Embedded.Engine.History.HistoryEvent;
using HistoryEventType = Erasure.Embedded.Engine.History.HistoryEventType;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Our history in the words of Durable Task's replay, and its decisions in ours.</summary>
internal static class CoreHistory
{
    private const int NoTask = -1;

    /// <returns>Null for what a replay doesn't see.</returns>
    public static CoreEvent? ToCore(HistoryEvent historyEvent, OrchestrationInstance instance)
    {
        int task = historyEvent.TaskId ?? NoTask;
        CoreEvent? coreEvent = historyEvent.Type switch
        {
            HistoryEventType.OrchestratorStarted => new OrchestratorStartedEvent(NoTask),
            HistoryEventType.ExecutionStarted => new ExecutionStartedEvent(NoTask, historyEvent.Payload) { OrchestrationInstance = instance, Name = historyEvent.Name, Version = "" },
            HistoryEventType.TaskScheduled => new TaskScheduledEvent(task) { Name = historyEvent.Name, Input = historyEvent.Payload },
            HistoryEventType.TaskCompleted => new TaskCompletedEvent(NoTask, task, historyEvent.Payload),
            HistoryEventType.TaskFailed => new TaskFailedEvent(NoTask, task, historyEvent.Failure!.ErrorMessage, details: null, ToCore(historyEvent.Failure)),
            HistoryEventType.SubOrchestrationInstanceCreated =>
                new SubOrchestrationInstanceCreatedEvent(task) { Name = historyEvent.Name, InstanceId = historyEvent.InstanceId, Input = historyEvent.Payload },
            HistoryEventType.SubOrchestrationInstanceCompleted => new SubOrchestrationInstanceCompletedEvent(NoTask, task, historyEvent.Payload),
            HistoryEventType.SubOrchestrationInstanceFailed =>
                new SubOrchestrationInstanceFailedEvent(NoTask, task, historyEvent.Failure!.ErrorMessage, details: null, ToCore(historyEvent.Failure)),
            HistoryEventType.TimerCreated => new TimerCreatedEvent(task, historyEvent.FireAt!.Value.UtcDateTime),
            HistoryEventType.TimerFired => new TimerFiredEvent(NoTask, historyEvent.FireAt!.Value.UtcDateTime) { TimerId = task },
            HistoryEventType.EventSent => new EventSentEvent(task) { Name = historyEvent.Name, InstanceId = historyEvent.InstanceId, Input = historyEvent.Payload },
            HistoryEventType.EventRaised => new EventRaisedEvent(NoTask, historyEvent.Payload) { Name = historyEvent.Name },
            _ => null,
        };
        coreEvent?.Timestamp = historyEvent.Timestamp.UtcDateTime;
        return coreEvent;
    }

    /// <summary>What a client that reads a history sees: also what a replay mustn't.</summary>
    public static CoreEvent ToClient(HistoryEvent historyEvent, OrchestrationInstance instance)
    {
        CoreEvent coreEvent = ToCore(historyEvent, instance) ?? historyEvent.Type switch
        {
            HistoryEventType.ExecutionCompleted => new ExecutionCompletedEvent(NoTask, historyEvent.Payload, OrchestrationStatus.Completed),
            HistoryEventType.ExecutionFailed => new ExecutionCompletedEvent(NoTask, result: null, OrchestrationStatus.Failed, ToCore(historyEvent.Failure!)),
            HistoryEventType.ExecutionTerminated => new ExecutionTerminatedEvent(NoTask, historyEvent.Payload),
            HistoryEventType.ExecutionSuspended => new ExecutionSuspendedEvent(NoTask, Text(historyEvent.Payload)),
            HistoryEventType.ExecutionResumed => new ExecutionResumedEvent(NoTask, Text(historyEvent.Payload)),
            HistoryEventType.ExecutionRewound => new ExecutionRewoundEvent(NoTask, Text(historyEvent.Payload)),
            _ => new GenericEvent(NoTask, historyEvent.Type.ToString()),
        };
        coreEvent.Timestamp = historyEvent.Timestamp.UtcDateTime;
        return coreEvent;
    }

    /// <returns>Null for the end of the execution, which is none of these.</returns>
    public static HistoryEvent? FromCore(OrchestratorAction decision, DateTimeOffset now) => decision switch
    {
        ScheduleTaskOrchestratorAction activity => new HistoryEvent
        {
            Type = HistoryEventType.TaskScheduled,
            Timestamp = now,
            TaskId = activity.Id,
            Name = activity.Name,
            Payload = activity.Input,
        },
        CreateSubOrchestrationAction child => new HistoryEvent
        {
            Type = HistoryEventType.SubOrchestrationInstanceCreated,
            Timestamp = now,
            TaskId = child.Id,
            Name = child.Name,
            InstanceId = child.InstanceId,
            Payload = child.Input,
        },
        CreateTimerOrchestratorAction timer => new HistoryEvent
        {
            Type = HistoryEventType.TimerCreated,
            Timestamp = now,
            TaskId = timer.Id,
            FireAt = new DateTimeOffset(DateTime.SpecifyKind(timer.FireAt, DateTimeKind.Utc)),
        },
        SendEventOrchestratorAction sent => new HistoryEvent
        {
            Type = HistoryEventType.EventSent,
            Timestamp = now,
            TaskId = sent.Id,
            Name = sent.EventName,
            InstanceId = sent.Instance!.InstanceId,
            Payload = sent.EventData,
        },
        _ => null,
    };

    private static string? Text(string? json) => DurableDataConverter.Instance.Deserialize<string>(json);

    private static FailureDetails ToCore(Microsoft.DurableTask.TaskFailureDetails failure) => new(
        failure.ErrorType, failure.ErrorMessage, failure.StackTrace, failure.InnerFailure is { } inner ? ToCore(inner) : null, isNonRetriable: false);
}
