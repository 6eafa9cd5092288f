using System.Diagnostics;

namespace Erasure.Embedded.Engine.Telemetry;

/// <summary>A span whose identity is on disk before its work begins, so that whatever happens under it, in this process or the next, hangs on the same one.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="Id">The span.</param>
/// <param name="Parent">The span above.</param>
/// <param name="Flags">Whether the trace is recorded.</param>
internal sealed record DurableSpan(ActivityTraceId TraceId, ActivitySpanId Id, ActivitySpanId Parent, ActivityTraceFlags Flags)
{
    private const int Length = 72;

    /// <summary>For what happens under it.</summary>
    public ActivityContext Context => new(TraceId, Id, Flags);

    /// <summary>For itself.</summary>
    public ActivityContext ParentContext => new(TraceId, Parent, Flags, isRemote: true);

    public bool IsRecorded => Flags.HasFlag(ActivityTraceFlags.Recorded);

    /// <summary>A new one under that.</summary>
    public static DurableSpan Under(ActivityContext parent) =>
        new(parent.TraceId, ActivitySpanId.CreateRandom(), parent.SpanId, parent.TraceFlags);

    /// <summary>Reads what <see cref="ToString"/> wrote; null where there is none.</summary>
    public static DurableSpan? Read(string? text) => text is { Length: Length }
        ? new DurableSpan(
            ActivityTraceId.CreateFromString(text.AsSpan(3, 32)),
            ActivitySpanId.CreateFromString(text.AsSpan(36, 16)),
            ActivitySpanId.CreateFromString(text.AsSpan(56, 16)),
            text[54] == '1' ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None)
        : null;

    /// <summary>The span's <c>traceparent</c> (W3C Trace Context), a dash, and its parent's id. A caller's <c>tracestate</c> isn't kept: anything may stand in it.</summary>
    public override string ToString() => $"00-{TraceId}-{Id}-{(IsRecorded ? "01" : "00")}-{Parent}";
}
