using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Erasure.Tests.Shared;

/// <summary>What is measured in this process while it lives: so the test must run alone (<see cref="Alone"/>).</summary>
internal sealed class MetricCapture : IDisposable
{
    /// <summary>A collection of tests beside which no other runs.</summary>
    public const string Alone = "metrics";

    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> measured = new();
    private readonly MeterListener listener = new();

    /// <summary>Captures from now on what the meter of that name measures.</summary>
    public MetricCapture(string meter)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>What an instrument measured in all, by its tags as <c>name=value</c>, in their order, separated by spaces.</summary>
    public IReadOnlyDictionary<string, double> SumsOf(string instrument) => measured
        .Where(measurement => measurement.Name == instrument)
        .GroupBy(measurement => measurement.Tags, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(measurement => measurement.Value), StringComparer.Ordinal);

    /// <summary>How often an instrument measured, by its tags.</summary>
    public IReadOnlyDictionary<string, int> CountsOf(string instrument) => measured
        .Where(measurement => measurement.Name == instrument)
        .GroupBy(measurement => measurement.Tags, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
