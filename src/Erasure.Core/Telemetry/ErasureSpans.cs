using System.Diagnostics;
using Erasure.Core.Domains;

namespace Erasure.Core.Telemetry;

/// <summary>The spans of erasures. Their tags hold ids, names of domains, states, codes and counts, never a value.</summary>
public static class ErasureSpans
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Erasure";

    /// <summary>The tag that says which erasure.</summary>
    public const string ErasureTag = "erasure.id";

    private const string DomainTag = "erasure.domain";
    private const string AttemptTag = "erasure.attempt";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a trace of its own for one of many requests that came together, linked to what brought it.</summary>
    public static Activity? Receive()
    {
        ActivityLink[] links = Activity.Current is { } batch ? [new ActivityLink(batch.Context)] : [];
        Activity.Current = null;
        return Source.StartActivity("receive erasure", ActivityKind.Server, parentContext: default, links: links);
    }

    /// <summary>Asks a domain: <c>domain submit</c> or <c>domain check</c>.</summary>
    public static Activity? Ask(DomainErasure erasure, string operation) =>
        Describe(Source.StartActivity($"domain {operation}"), erasure);

    /// <summary>One attempt at an HTTP call to a domain. Its address isn't told, since a path can hold an identifier.</summary>
    public static Activity? Call(DomainErasure erasure, string method, string host, int resends)
    {
        Activity? span = Describe(Source.StartActivity($"{method} {erasure.Domain}", ActivityKind.Client), erasure);
        span?.SetTag("http.request.method", method).SetTag("server.address", host);
        return resends == 0 ? span : span?.SetTag("http.request.resend_count", resends);
    }

    /// <summary>Delivers a mail.</summary>
    public static Activity? Mail(string erasureId, string kind) =>
        Source.StartActivity("mail deliver", ActivityKind.Client)?.SetTag(ErasureTag, erasureId).SetTag("erasure.mail.kind", kind);

    /// <summary>Says which erasure the current span is about.</summary>
    public static void Name(string erasureId) => Activity.Current?.SetTag(ErasureTag, erasureId);

    /// <summary>Says how it ended.</summary>
    public static void End(Activity? span, Outcome outcome)
    {
        span?.SetTag("erasure.outcome", WordOf(outcome));
        if (outcome is Outcome.Failed failed)
        {
            span?.SetTag("error.type", CodeOf(failed.Code)).SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>An outcome in a word.</summary>
    public static string WordOf(Outcome outcome) => outcome switch
    {
        Outcome.Erased => "erased",
        Outcome.NothingFound => "nothing_found",
        Outcome.Pending => "pending",
        Outcome.Withheld => "withheld",
        _ => "failed",
    };

    /// <summary>The code, where it is one of our own; of a domain's own reasons only that it gave one, since they have no bound and metrics need one.</summary>
    public static string CodeOf(string code) => code.StartsWith("domain-", StringComparison.Ordinal) ? "domain" : code;

    private static Activity? Describe(Activity? span, DomainErasure erasure) =>
        span?.SetTag(ErasureTag, erasure.ErasureId).SetTag(DomainTag, erasure.Domain).SetTag(AttemptTag, erasure.Attempt);
}
