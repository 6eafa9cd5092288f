using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Erasure.Aws.Telemetry;

/// <summary>Spans and metrics of calls to AWS: service, operation, status. Never a bucket, a key or a query, which can hold an identifier.</summary>
internal static class AwsSpans
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string Name = "Erasure.Aws";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("erasure.aws.call.duration", "s", "How long AWS took to answer, repetitions included, by service, operation and error.");
    private static readonly Counter<long> Scanned = Meter.CreateCounter<long>("erasure.athena.scanned", "By", "Bytes that Athena's queries scanned, which is what they cost.");

    /// <summary>Runs a call in a span of its own.</summary>
    /// <param name="service">Such as <c>S3</c>.</param>
    /// <param name="operation">Such as <c>PutObject</c>.</param>
    /// <param name="call">The call; it may describe its span.</param>
    /// <param name="errorOf">The code of a failure.</param>
    public static async Task<T> RunAsync<T>(string service, string operation, Func<Activity?, Task<T>> call, Func<Exception, string> errorOf)
    {
        using Activity? span = Source.StartActivity($"{service}.{operation}", ActivityKind.Client);
        span?.SetTag("rpc.system", "aws-api").SetTag("rpc.service", service).SetTag("rpc.method", operation);
        long started = Stopwatch.GetTimestamp();
        string error = "";
        try
        {
            return await call(span);
        }
        catch (Exception failure)
        {
            error = errorOf(failure);
            span?.SetTag("error.type", error).SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            Durations.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("service", service), new("operation", operation), new("error.type", error));
        }
    }

    public static void QueryScanned(long bytes) => Scanned.Add(bytes);
}
