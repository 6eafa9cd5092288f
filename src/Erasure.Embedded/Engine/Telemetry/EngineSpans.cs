using System.Diagnostics;
using System.Runtime.CompilerServices;
using Erasure.Embedded.Engine.Activities;
using Erasure.Embedded.Engine.Instances;

namespace Erasure.Embedded.Engine.Telemetry;

/// <summary>The engine's spans, in Durable Task's names and tags: <c>create_orchestration:</c>, <c>orchestration:</c> and <c>activity:</c>.</summary>
internal static class EngineSpans
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Erasure.Engine";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of starting an instance, under whatever they are doing.</summary>
    public static Activity? Create(string orchestration, string instanceId)
    {
        Activity? span = Source.StartActivity($"create_orchestration:{orchestration}", ActivityKind.Producer);
        Describe(span, "orchestration", orchestration, instanceId);
        return span;
    }

    /// <summary>The span of an instance that starts now; null where nobody listens.</summary>
    /// <remarks>A trace that isn't recorded is remembered as such, so that nothing of the instance begins a trace of its own.</remarks>
    public static DurableSpan? Plan(Activity? creation)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityContext above = (creation ?? Activity.Current)?.Context
            ?? new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        return DurableSpan.Under(above);
    }

    /// <summary>Records the span of an instance that has ended, from its creation to now.</summary>
    public static void RecordEnd(InstanceRow instance, RuntimeStatus status, DateTimeOffset now)
    {
        if (DurableSpan.Read(instance.Trace) is not { IsRecorded: true } planned)
        {
            return;
        }

        Activity? above = Activity.Current;
        using (Activity? span = Start(planned, $"orchestration:{instance.Name}", ActivityKind.Server, instance.Created))
        {
            Describe(span, "orchestration", instance.Name, instance.Id);
            span?.SetTag("durabletask.task.status", status.ToString());
            span?.SetStatus(status == RuntimeStatus.Completed ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
            span?.SetEndTime(now.UtcDateTime);
        }

        Activity.Current = above;
    }

    /// <summary>Begins the span of an activity's run. What isn't recorded still carries its trace, so that nothing under it begins another.</summary>
    public static Activity? Run(QueuedActivity activity)
    {
        Activity.Current = null;
        if (DurableSpan.Read(activity.Trace) is not { } planned)
        {
            return null;
        }

        if (!planned.IsRecorded)
        {
            Activity carrier = new("unrecorded");
            carrier.SetParentId(planned.TraceId, planned.Id, planned.Flags);
            carrier.Start();
            return carrier;
        }

        Activity? span = Start(planned, $"activity:{activity.Name}", ActivityKind.Server);
        Describe(span, "activity", activity.Name, activity.InstanceId);
        return span;
    }

    /// <summary>Leaves a run out that the host stopped: it runs again under the same identity.</summary>
    public static void Forget(Activity? span)
    {
        if (span is not null)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
        }
    }

    private static Activity? Start(DurableSpan planned, string name, ActivityKind kind, DateTimeOffset start = default)
    {
        Activity? span = Source.StartActivity(name, kind, planned.ParentContext, startTime: start);
        if (span is not null)
        {
            // There is no public way to give a span the identity that its children on disk know; Durable Task does the same.
            SpanIdOf(span) = planned.Id.ToHexString();
            IdOf(span) = null;
        }

        return span;
    }

    private static void Describe(Activity? span, string type, string name, string instanceId)
    {
        span?.SetTag("durabletask.type", type);
        span?.SetTag("durabletask.task.name", name);
        span?.SetTag("durabletask.task.instance_id", instanceId);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Activity activity);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_id")]
    private static extern ref string? IdOf(Activity activity);
}
