namespace Erasure.Embedded.Engine.History;

/// <summary>Readings of history.</summary>
internal static class HistoryEvents
{
    /// <summary>The orchestrator asked for it; everything else happened to it.</summary>
    public static bool IsDecision(this HistoryEvent historyEvent) => historyEvent.Type
        is HistoryEventType.TaskScheduled
        or HistoryEventType.SubOrchestrationInstanceCreated
        or HistoryEventType.TimerCreated
        or HistoryEventType.EventSent;
}
