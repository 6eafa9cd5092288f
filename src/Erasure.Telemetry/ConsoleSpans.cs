using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;

namespace Erasure.Telemetry;

/// <summary>Writes spans as they end, a line each: trace, span, parent, duration, name, tags.</summary>
internal sealed class ConsoleSpans(TextWriter output) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (Activity span in batch)
        {
            string tags = string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={Convert.ToString(tag.Value, CultureInfo.InvariantCulture)}"));
            string parent = span.ParentSpanId == default ? "root            " : span.ParentSpanId.ToHexString();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"span {span.TraceId} {span.SpanId} {parent} {span.Duration.TotalMilliseconds,9:F1} ms  {span.DisplayName}  {tags}"));
        }

        return ExportResult.Success;
    }
}
