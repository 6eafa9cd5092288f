using System.Diagnostics.Metrics;
using Erasure.Embedded.Engine.Instances;
using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Engine.Telemetry;

/// <summary>The engine's metrics.</summary>
internal sealed class EngineMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Erasure.Engine";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> ended;
    private readonly Histogram<double> durations;
    private readonly Counter<long> retries;

    public EngineMeter(SqliteDatabase database)
    {
        ended = meter.CreateCounter<long>("erasure.engine.instances.ended", "{instance}", "Instances that ended, by workflow and status.");
        durations = meter.CreateHistogram<double>("erasure.engine.activity.duration", "s", "How long activities ran, by name and outcome.");
        retries = meter.CreateCounter<long>("erasure.engine.activity.failures", "{run}", "Runs of activities that failed, by name; the workflow may try again.");
        meter.CreateObservableGauge("erasure.engine.queue.depth", () => Depths(database), "{item}", "Activities that wait or run, messages not yet read, timers not yet due.");
        meter.CreateObservableGauge("erasure.disk.free", () => DatabaseSpace.Free(new DatabaseOptions { Path = database.Path }), "By", "Bytes that may still be written on the disk of the database.");
    }

    public void Ended(string orchestration, RuntimeStatus status) =>
        ended.Add(1, new("workflow", orchestration), new("status", status.ToString()));

    public void Ran(string activity, TimeSpan duration, bool succeeded)
    {
        durations.Record(duration.TotalSeconds, new("activity", activity), new("outcome", succeeded ? "succeeded" : "failed"));
        if (!succeeded)
        {
            retries.Add(1, new KeyValuePair<string, object?>("activity", activity));
        }
    }

    public void Dispose() => meter.Dispose();

    private static IEnumerable<Measurement<long>> Depths(SqliteDatabase database)
    {
        foreach (string table in (string[])["activities", "inbox", "timers"])
        {
            long depth = database.Read(sql => (long)sql.Scalar($"SELECT COUNT(*) FROM {table}")!);
            yield return new Measurement<long>(depth, new KeyValuePair<string, object?>("queue", table));
        }
    }
}
