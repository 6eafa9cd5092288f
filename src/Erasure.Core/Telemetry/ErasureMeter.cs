using System.Diagnostics.Metrics;

namespace Erasure.Core.Telemetry;

/// <summary>What erasures count and measure. What a feature counts of its own is beside it, on the same meter.</summary>
internal static class ErasureMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Erasure";

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    // An erasure lives for days: beyond the default buckets.
    private static readonly InstrumentAdvice<double> Days = new() { HistogramBucketBoundaries = [.. new[] { 0.01, 0.1, 0.5, 1, 2, 4, 7, 14, 21, 30, 60, 90 }.Select(days => days * 86_400)] };

    private static readonly Counter<long> ReceivedCount = Meter.CreateCounter<long>("erasure.received", "{erasure}", "Erasures taken in.");
    private static readonly Counter<long> EndedCount = Meter.CreateCounter<long>("erasure.ended", "{erasure}", "Erasures that ended, by state.");
    private static readonly Histogram<double> EndedAfter = Meter.CreateHistogram<double>("erasure.duration", "s", "From receipt to end, by state.", tags: null, Days);
    private static readonly Counter<long> Mails = Meter.CreateCounter<long>("erasure.mails", "{mail}", "Attempts to deliver a mail, by kind and outcome.");
    private static readonly Counter<long> Alerts = Meter.CreateCounter<long>("erasure.alerts", "{alert}", "Attempts to deliver an alert, by rule and outcome.");

    public static void Received() => ReceivedCount.Add(1);

    public static void Ended(string state, TimeSpan after)
    {
        EndedCount.Add(1, Tag("state", state));
        EndedAfter.Record(after.TotalSeconds, Tag("state", state));
    }

    public static void Alerted(string rule, string outcome) => Alerts.Add(1, Tag("rule", rule), Tag("outcome", outcome));

    public static void Mailed(string kind, string outcome) => Mails.Add(1, Tag("kind", kind), Tag("outcome", outcome));

    /// <summary>A dimension of a measurement.</summary>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
