using System.Diagnostics.Metrics;
using Erasure.Core.Alerts;
using Erasure.Core.Clocks;

namespace Erasure.Host.Serving;

/// <summary>How many of the last quarter of an hour's requests and activities failed by our fault, taken from what is measured anyway.</summary>
internal sealed class ErrorRate : IAlertSource, IDisposable
{
    private const int Minutes = 15;
    private const int MostFailures = 5;

    /// <summary>One in so many may fail.</summary>
    private const int MostOften = 20;

    private readonly MeterListener listener = new();
    private readonly Lock gate = new();
    private readonly (long Minute, long Runs, long Failures)[] counts = new (long, long, long)[Minutes];
    private readonly TimeProvider time;

    public ErrorRate(TimeProvider time)
        : this(time, instrument => instrument.Name is "http.server.request.duration" or "erasure.engine.activity.duration")
    {
    }

    internal ErrorRate(TimeProvider time, Func<Instrument, bool> isCounted)
    {
        this.time = time;
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (isCounted(instrument))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(IsFailure(tags)));
        listener.Start();
    }

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.ErrorRate];

    public Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        (long runs, long failures) = Sum();
        return Task.FromResult<IReadOnlyList<AlertFinding>?>(failures >= MostFailures && failures * MostOften > runs
            ? [new AlertFinding(AlertRule.ErrorRate, "/health/ready") { Facts = [AlertFact.Of("runs", runs), AlertFact.Of("failures", failures)] }]
            : []);
    }

    public void Dispose() => listener.Dispose();

    // A caller's fault (4xx) is none.
    private static bool IsFailure(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag is { Key: "http.response.status_code", Value: >= 500 } or { Key: "outcome", Value: "failed" })
            {
                return true;
            }
        }

        return false;
    }

    private long Now => time.Steady().Ticks / TimeSpan.TicksPerMinute;

    private void Count(bool isFailure)
    {
        long minute = Now;
        lock (gate)
        {
            ref (long Minute, long Runs, long Failures) count = ref counts[minute % Minutes];
            count = count.Minute == minute ? count : (minute, 0, 0);
            count.Runs++;
            count.Failures += isFailure ? 1 : 0;
        }
    }

    private (long Runs, long Failures) Sum()
    {
        long minute = Now;
        lock (gate)
        {
            return (
                counts.Where(count => count.Minute > minute - Minutes).Sum(count => count.Runs),
                counts.Where(count => count.Minute > minute - Minutes).Sum(count => count.Failures));
        }
    }
}
