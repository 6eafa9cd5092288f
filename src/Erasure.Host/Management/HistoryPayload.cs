using System.Text.Json;
using Erasure.Embedded.Engine.History;

namespace Erasure.Host.Management;

/// <summary>History as Durable Functions' status query shows it: what was scheduled is merged into what became of it, and steps don't show.</summary>
internal static class HistoryPayload
{
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<HistoryEvent> history, bool showInput, bool showOutput)
    {
        Dictionary<int, HistoryEvent> scheduled = history.Where(IsCall).ToDictionary(static call => call.TaskId!.Value);
        HashSet<int> ended = [.. history.Where(IsCallsEnd).Select(static end => end.TaskId!.Value)];
        writer.WriteStartArray();
        foreach (HistoryEvent happened in history)
        {
            bool merged = IsCall(happened) && ended.Contains(happened.TaskId!.Value);
            if (!merged && happened.Type != HistoryEventType.OrchestratorStarted)
            {
                HistoryEvent? call = IsCallsEnd(happened) ? scheduled.GetValueOrDefault(happened.TaskId!.Value) : null;
                WriteEvent(writer, happened, call, showInput, showOutput);
            }
        }

        writer.WriteEndArray();
    }

    private static bool IsCall(HistoryEvent happened) =>
        happened.Type is HistoryEventType.TaskScheduled or HistoryEventType.SubOrchestrationInstanceCreated;

    private static bool IsCallsEnd(HistoryEvent happened) => happened.Type
        is HistoryEventType.TaskCompleted
        or HistoryEventType.TaskFailed
        or HistoryEventType.SubOrchestrationInstanceCompleted
        or HistoryEventType.SubOrchestrationInstanceFailed;

    private static bool IsEnd(HistoryEvent happened) => happened.Type
        is HistoryEventType.ExecutionCompleted
        or HistoryEventType.ExecutionFailed;

    private static void WriteEvent(Utf8JsonWriter writer, HistoryEvent happened, HistoryEvent? call, bool showInput, bool showOutput)
    {
        writer.WriteStartObject();
        writer.WriteString("EventType", IsEnd(happened) ? nameof(HistoryEventType.ExecutionCompleted) : happened.Type.ToString());
        if (call is not null)
        {
            writer.WriteString("FunctionName", call.Name);
            writer.WriteString("ScheduledTime", call.Timestamp.UtcDateTime);
        }
        else if (happened.Name is { } name)
        {
            writer.WriteString(happened.Type == HistoryEventType.ExecutionStarted ? "FunctionName" : "Name", name);
        }

        if (happened.InstanceId is { } instance && happened.Type is HistoryEventType.SubOrchestrationInstanceCreated or HistoryEventType.EventSent)
        {
            writer.WriteString("InstanceId", instance);
        }

        WritePayload(writer, happened, call, showInput, showOutput);
        if (IsEnd(happened))
        {
            writer.WriteString("OrchestrationStatus", happened.Failure is null ? "Completed" : "Failed");
        }

        if (happened.Failure is { } failure)
        {
            writer.WriteString("Reason", failure.ErrorMessage);
        }

        if (happened.FireAt is { } fireAt)
        {
            writer.WriteString("FireAt", fireAt.UtcDateTime);
        }

        writer.WriteString("Timestamp", happened.Timestamp.UtcDateTime);
        writer.WriteEndObject();
    }

    private static void WritePayload(Utf8JsonWriter writer, HistoryEvent happened, HistoryEvent? call, bool showInput, bool showOutput)
    {
        if (call is not null || IsEnd(happened))
        {
            if (showOutput && happened.Failure is null)
            {
                writer.WritePropertyName("Result");
                writer.WriteRawValue(happened.Payload ?? "null", skipInputValidation: true);
            }

            if (showInput && call?.Payload is { } input)
            {
                writer.WriteString("Input", input);
            }
        }
        else if (showInput && happened.Payload is { } payload)
        {
            writer.WriteString("Input", payload);
        }
    }
}
