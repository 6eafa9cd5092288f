using System.Diagnostics;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Domains;

/// <summary>The spans of calls to domains. Their tags hold ids, names of domains, states, codes and counts, never a value.</summary>
public static class DomainSpans
{
    private const string DomainTag = "erasure.domain";
    private const string AttemptTag = "erasure.attempt";

    /// <summary>Asks a domain: <c>domain submit</c> or <c>domain check</c>.</summary>
    public static Activity? Ask(DomainErasure erasure, string operation) =>
        Describe(ErasureSpans.Source.StartActivity($"domain {operation}"), erasure);

    /// <summary>One attempt at an HTTP call to a domain. Its address isn't told, since a path can hold an identifier.</summary>
    public static Activity? Call(DomainErasure erasure, string method, string host, int resends)
    {
        Activity? span = Describe(ErasureSpans.Source.StartActivity($"{method} {erasure.Domain}", ActivityKind.Client), erasure);
        span?.SetTag("http.request.method", method).SetTag("server.address", host);
        return resends == 0 ? span : span?.SetTag("http.request.resend_count", resends);
    }

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
        span?.SetTag(ErasureSpans.ErasureTag, erasure.ErasureId).SetTag(DomainTag, erasure.Domain).SetTag(AttemptTag, erasure.Attempt);
}
