using System.Text.Json.Serialization;

namespace Erasure.Benchmarks.Parquet;

/// <summary>One run of one job.</summary>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="CpuSeconds">Processor time of all its threads: what contention on a shared machine doesn't change much.</param>
/// <param name="PeakBytes">Peak resident memory of the process that ran it.</param>
/// <param name="Answer">Rows found or bytes written, to see that everyone did the same; null where a job has none.</param>
internal sealed record Measurement(
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("cpuSeconds")] double CpuSeconds,
    [property: JsonPropertyName("peakBytes")] long PeakBytes,
    [property: JsonPropertyName("answer")] long? Answer)
{
    /// <summary>The faster of both, with the larger memory.</summary>
    public static Measurement Best(Measurement? first, Measurement second) => first is null
        ? second
        : new Measurement(Math.Min(first.Seconds, second.Seconds), Math.Min(first.CpuSeconds, second.CpuSeconds), Math.Max(first.PeakBytes, second.PeakBytes), second.Answer);
}
