using System.Diagnostics.Metrics;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Core.Telemetry;

/// <summary>What erasures count and measure.</summary>
internal static class ErasureMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Erasure";

    private static readonly Meter Meter = new(Name);

    // An erasure lives for days, a domain's call with its retries for minutes: both beyond the default buckets.
    private static readonly InstrumentAdvice<double> Days = new() { HistogramBucketBoundaries = [.. new[] { 0.01, 0.1, 0.5, 1, 2, 4, 7, 14, 21, 30, 60, 90 }.Select(days => days * 86_400)] };
    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] };

    private static readonly Counter<long> ReceivedCount = Meter.CreateCounter<long>("erasure.received", "{erasure}", "Erasures taken in.");
    private static readonly Counter<long> EndedCount = Meter.CreateCounter<long>("erasure.ended", "{erasure}", "Erasures that ended, by state.");
    private static readonly Histogram<double> EndedAfter = Meter.CreateHistogram<double>("erasure.duration", "s", "From receipt to end, by state.", tags: null, Days);
    private static readonly Histogram<double> Asked = Meter.CreateHistogram<double>("erasure.domain.duration", "s", "How long a domain took to answer, quick retries included, by domain, operation and outcome.", tags: null, Waits);
    private static readonly Counter<long> AskedInVain = Meter.CreateCounter<long>("erasure.domain.errors", "{error}", "Answers that were failures, by domain and code.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("erasure.domain.retries", "{retry}", "Calls sent again at once, by domain.");
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>("erasure.mails", "{mail}", "Attempts to deliver a mail, by kind and outcome.");
    private static readonly Counter<long> Alerts = Meter.CreateCounter<long>("erasure.alerts", "{alert}", "Attempts to deliver an alert, by rule and outcome.");
    private static readonly Counter<long> Jobs = Meter.CreateCounter<long>("erasure.jobs.ended", "{job}", "Deletion jobs that ended, by state and whether they were dry runs.");
    private static readonly Counter<long> Objects = Meter.CreateCounter<long>("erasure.lake.objects", "{object}", "Objects of ended jobs, dry runs left out, by what became of them.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("erasure.lake.rows", "{row}", "Rows that ended jobs erased.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("erasure.lake.bytes", "By", "Bytes that ended jobs scanned, copied in place and wrote.");

    private static readonly Counter<long> Opinions = Meter.CreateCounter<long>("erasure.lake.second_opinions", "{object}", "Rewritten objects that a second library was asked about, by outcome.");

    public static void Received() => ReceivedCount.Add(1);

    public static void Ended(ErasureState state, TimeSpan after)
    {
        EndedCount.Add(1, Tag("state", state.ToString()));
        EndedAfter.Record(after.TotalSeconds, Tag("state", state.ToString()));
    }

    public static void Answered(string domain, string operation, Outcome outcome, TimeSpan after)
    {
        Asked.Record(after.TotalSeconds, Tag("domain", domain), Tag("operation", operation), Tag("outcome", ErasureSpans.WordOf(outcome)));
        if (outcome is Outcome.Failed failed)
        {
            AskedInVain.Add(1, Tag("domain", domain), Tag("error.type", ErasureSpans.CodeOf(failed.Code)));
        }
    }

    public static void Retried(string domain) => Retries.Add(1, Tag("domain", domain));

    public static void Alerted(string rule, string outcome) => Alerts.Add(1, Tag("rule", rule), Tag("outcome", outcome));

    public static void Mailed(string kind, string outcome) => Mails.Add(1, Tag("kind", kind), Tag("outcome", outcome));

    public static void SecondOpinion(string outcome) => Opinions.Add(1, Tag("outcome", outcome));

    public static void Ended(DeletionJob job)
    {
        Jobs.Add(1, Tag("state", job.State.ToString()), new("dry_run", job.IsDryRun));
        if (job is not { IsDryRun: false, Totals: { } totals })
        {
            return;
        }

        Objects.Add(totals.Objects, Tag("outcome", "searched"));
        Objects.Add(totals.ObjectsErased, Tag("outcome", "erased"));
        Objects.Add(totals.ObjectsFailed, Tag("outcome", "failed"));
        Objects.Add(totals.ObjectsWithheld, Tag("outcome", "withheld"));
        Rows.Add(totals.RowsErased);
        Bytes.Add(totals.BytesScanned, Tag("how", "scanned"));
        Bytes.Add(totals.BytesCopied, Tag("how", "copied"));
        Bytes.Add(totals.BytesWritten, Tag("how", "written"));
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
