using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;
using Erasure.Core.Durable;
using HistoryEvent = Erasure.Embedded.Engine.History.HistoryEvent;
using HistoryEventType = Erasure.Embedded.Engine.History.HistoryEventType;
using Theirs = DurableTask.Core.History.HistoryEvent;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Our history in the words of Durable Task's replay, and its decisions in ours.</summary>
internal static class CoreHistory
{
    private const int NoTask = -1;

    /// <returns>Null for what a replay doesn't hear of.</returns>
    public static Theirs? ToCore(HistoryEvent ours, OrchestrationInstance instance)
    {
        int task = ours.TaskId ?? NoTask;
        Theirs? theirs = ours.Type switch
        {
            HistoryEventType.OrchestratorStarted => new OrchestratorStartedEvent(NoTask),
            HistoryEventType.ExecutionStarted => new ExecutionStartedEvent(NoTask, ours.Payload) { OrchestrationInstance = instance, Name = ours.Name, Version = "" },
            HistoryEventType.TaskScheduled => new TaskScheduledEvent(task) { Name = ours.Name, Input = ours.Payload },
            HistoryEventType.TaskCompleted => new TaskCompletedEvent(NoTask, task, ours.Payload),
            HistoryEventType.TaskFailed => new TaskFailedEvent(NoTask, task, ours.Failure!.ErrorMessage, details: null, ToCore(ours.Failure)),
            HistoryEventType.SubOrchestrationInstanceCreated => new SubOrchestrationInstanceCreatedEvent(task) { Name = ours.Name, InstanceId = ours.InstanceId, Input = ours.Payload },
            HistoryEventType.SubOrchestrationInstanceCompleted => new SubOrchestrationInstanceCompletedEvent(NoTask, task, ours.Payload),
            HistoryEventType.SubOrchestrationInstanceFailed =>
                new SubOrchestrationInstanceFailedEvent(NoTask, task, ours.Failure!.ErrorMessage, details: null, ToCore(ours.Failure)),
            HistoryEventType.TimerCreated => new TimerCreatedEvent(task, ours.FireAt!.Value.UtcDateTime),
            HistoryEventType.TimerFired => new TimerFiredEvent(NoTask, ours.FireAt!.Value.UtcDateTime) { TimerId = task },
            HistoryEventType.EventSent => new EventSentEvent(task) { Name = ours.Name, InstanceId = ours.InstanceId, Input = ours.Payload },
            HistoryEventType.EventRaised => new EventRaisedEvent(NoTask, ours.Payload) { Name = ours.Name },
            _ => null,
        };
        theirs?.Timestamp = ours.Timestamp.UtcDateTime;
        return theirs;
    }

    /// <summary>What readers of a history see: also what a replay mustn't hear of.</summary>
    public static Theirs Told(HistoryEvent ours, OrchestrationInstance instance)
    {
        Theirs theirs = ToCore(ours, instance) ?? ours.Type switch
        {
            HistoryEventType.ExecutionCompleted => new ExecutionCompletedEvent(NoTask, ours.Payload, OrchestrationStatus.Completed),
            HistoryEventType.ExecutionFailed => new ExecutionCompletedEvent(NoTask, result: null, OrchestrationStatus.Failed, ToCore(ours.Failure!)),
            HistoryEventType.ExecutionTerminated => new ExecutionTerminatedEvent(NoTask, ours.Payload),
            HistoryEventType.ExecutionSuspended => new ExecutionSuspendedEvent(NoTask, Text(ours.Payload)),
            HistoryEventType.ExecutionResumed => new ExecutionResumedEvent(NoTask, Text(ours.Payload)),
            HistoryEventType.ExecutionRewound => new ExecutionRewoundEvent(NoTask, Text(ours.Payload)),
            _ => new GenericEvent(NoTask, ours.Type.ToString()),
        };
        theirs.Timestamp = ours.Timestamp.UtcDateTime;
        return theirs;
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
