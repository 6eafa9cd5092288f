using System.Diagnostics;

namespace Erasure.Core.Telemetry;

/// <summary>The spans of erasures. Their tags hold ids, names of domains, states, codes and counts, never a value.</summary>
public static class ErasureSpans
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Erasure";

    /// <summary>The tag that says which erasure.</summary>
    public const string ErasureTag = "erasure.id";

    /// <summary>The source.</summary>
    internal static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Begins a trace of its own for one of many requests that came together, linked to what brought it.</summary>
    public static Activity? Receive()
    {
        ActivityLink[] links = Activity.Current is { } batch ? [new ActivityLink(batch.Context)] : [];
        Activity.Current = null;
        return Source.StartActivity("receive erasure", ActivityKind.Server, parentContext: default, links: links);
    }

    /// <summary>Delivers a mail.</summary>
    public static Activity? Mail(string erasureId, string kind) =>
        Source.StartActivity("mail deliver", ActivityKind.Client)?.SetTag(ErasureTag, erasureId).SetTag("erasure.mail.kind", kind);

    /// <summary>Says which erasure the current span is about.</summary>
    public static void Name(string erasureId) => Activity.Current?.SetTag(ErasureTag, erasureId);
}
