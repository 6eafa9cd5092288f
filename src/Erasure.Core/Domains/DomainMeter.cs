using System.Diagnostics.Metrics;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Domains;

/// <summary>What calls to domains count and measure.</summary>
internal static class DomainMeter
{
    // A domain's call with its retries lasts for minutes: beyond the default buckets.
    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] };

    private static readonly Histogram<double> Asked = ErasureMeter.Meter.CreateHistogram<double>("erasure.domain.duration", "s", "How long a domain took to answer, quick retries included, by domain, operation and outcome.", tags: null, Waits);
    private static readonly Counter<long> AskedInVain = ErasureMeter.Meter.CreateCounter<long>("erasure.domain.errors", "{error}", "Answers that were failures, by domain and code.");
    private static readonly Counter<long> Retries = ErasureMeter.Meter.CreateCounter<long>("erasure.domain.retries", "{retry}", "Calls sent again at once, by domain.");

    public static void Answered(string domain, string operation, Outcome outcome, TimeSpan after)
    {
        Asked.Record(after.TotalSeconds, ErasureMeter.Tag("domain", domain), ErasureMeter.Tag("operation", operation), ErasureMeter.Tag("outcome", DomainSpans.WordOf(outcome)));
        if (outcome is Outcome.Failed failed)
        {
            AskedInVain.Add(1, ErasureMeter.Tag("domain", domain), ErasureMeter.Tag("error.type", DomainSpans.CodeOf(failed.Code)));
        }
    }

    public static void Retried(string domain) => Retries.Add(1, ErasureMeter.Tag("domain", domain));
}
