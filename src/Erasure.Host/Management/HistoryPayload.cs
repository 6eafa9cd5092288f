using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Erasure.Host.Management;

/// <summary>History as Durable Functions' status query shows it: what was scheduled is merged into what became of it, and steps don't show.</summary>
internal static class HistoryPayload
{
    public static void Write(Utf8JsonWriter writer, IList<HistoryEvent> history, bool showInput, bool showOutput)
    {
        Dictionary<int, HistoryEvent> scheduled = history.Where(IsCall).ToDictionary(static call => call.EventId);
        HashSet<int> ended = [.. history.Select(CallOf).OfType<int>()];
        writer.WriteStartArray();
        foreach (HistoryEvent happened in history)
        {
            bool isMerged = IsCall(happened) && ended.Contains(happened.EventId);
            if (!isMerged && happened is not OrchestratorStartedEvent)
            {
                WriteEvent(writer, happened, CallOf(happened) is { } task ? scheduled.GetValueOrDefault(task) : null, showInput, showOutput);
            }
        }

        writer.WriteEndArray();
    }

    private static bool IsCall(HistoryEvent happened) => happened is TaskScheduledEvent or SubOrchestrationInstanceCreatedEvent;

    /// <returns>Number of the call that this is the end of.</returns>
    private static int? CallOf(HistoryEvent happened) => happened switch
    {
        TaskCompletedEvent end => end.TaskScheduledId,
        TaskFailedEvent end => end.TaskScheduledId,
        SubOrchestrationInstanceCompletedEvent end => end.TaskScheduledId,
        SubOrchestrationInstanceFailedEvent end => end.TaskScheduledId,
        _ => null,
    };

    private static string? NameOf(HistoryEvent happened) => happened switch
    {
        ExecutionStartedEvent started => started.Name,
        TaskScheduledEvent call => call.Name,
        SubOrchestrationInstanceCreatedEvent call => call.Name,
        EventSentEvent sent => sent.Name,
        EventRaisedEvent raised => raised.Name,
        _ => null,
    };

    private static string? InputOf(HistoryEvent happened) => happened switch
    {
        ExecutionStartedEvent started => started.Input,
        TaskScheduledEvent call => call.Input,
        SubOrchestrationInstanceCreatedEvent call => call.Input,
        EventSentEvent sent => sent.Input,
        EventRaisedEvent raised => raised.Input,
        ExecutionTerminatedEvent terminated => terminated.Input,
        _ => null,
    };

    private static string? ReasonOf(HistoryEvent happened) => happened switch
    {
        TaskFailedEvent failed => failed.FailureDetails?.ErrorMessage,
        SubOrchestrationInstanceFailedEvent failed => failed.FailureDetails?.ErrorMessage,
        ExecutionCompletedEvent end => end.FailureDetails?.ErrorMessage,
        ExecutionSuspendedEvent suspended => suspended.Reason,
        ExecutionResumedEvent resumed => resumed.Reason,
        ExecutionRewoundEvent rewound => rewound.Reason,
        _ => null,
    };

    /// <returns>What came of a call or of the instance, where it ended well.</returns>
    private static (bool Is, string? Json) ResultOf(HistoryEvent happened) => happened switch
    {
        TaskCompletedEvent end => (true, end.Result),
        SubOrchestrationInstanceCompletedEvent end => (true, end.Result),
        ExecutionCompletedEvent { OrchestrationStatus: OrchestrationStatus.Completed } end => (true, end.Result),
        _ => (false, null),
    };

    private static void WriteEvent(Utf8JsonWriter writer, HistoryEvent happened, HistoryEvent? call, bool showInput, bool showOutput)
    {
        writer.WriteStartObject();
        writer.WriteString("EventType", happened.EventType.ToString());
        if (call is not null)
        {
            writer.WriteString("FunctionName", NameOf(call));
            writer.WriteString("ScheduledTime", call.Timestamp);
        }
        else if (NameOf(happened) is { } name)
        {
            writer.WriteString(happened is ExecutionStartedEvent ? "FunctionName" : "Name", name);
        }

        if (happened is SubOrchestrationInstanceCreatedEvent { InstanceId: { } child })
        {
            writer.WriteString("InstanceId", child);
        }
        else if (happened is EventSentEvent { InstanceId: { } receiver })
        {
            writer.WriteString("InstanceId", receiver);
        }

        if (showOutput && ResultOf(happened) is (true, var result))
        {
            writer.WritePropertyName("Result");
            writer.WriteRawValue(result ?? "null", skipInputValidation: true);
        }

        if (showInput && InputOf(call ?? happened) is { } input)
        {
            writer.WriteString("Input", input);
        }

        if (happened is ExecutionCompletedEvent { OrchestrationStatus: var status })
        {
            writer.WriteString("OrchestrationStatus", status.ToString());
        }

        if (ReasonOf(happened) is { } reason)
        {
            writer.WriteString("Reason", reason);
        }

        if (happened is TimerCreatedEvent or TimerFiredEvent)
        {
            writer.WriteString("FireAt", happened is TimerCreatedEvent created ? created.FireAt : ((TimerFiredEvent)happened).FireAt);
        }

        writer.WriteString("Timestamp", happened.Timestamp);
        writer.WriteEndObject();
    }
}
