using System.Diagnostics;
using System.Globalization;
using OpenTelemetry;

namespace Erasure.Telemetry;

/// <summary>Writes spans as they end, a line each: trace, span, parent, duration, name, tags. What can't be written, such as to a file on a full disk, is dropped.</summary>
internal sealed class ConsoleSpans(TextWriter output) : BaseExporter<Activity>
{
    public override ExportResult Export(in Batch<Activity> batch)
    {
        try
        {
            foreach (Activity span in batch)
            {
                output.WriteLine(LineOf(span));
            }

            return ExportResult.Success;
        }
        catch (IOException)
        {
            // Nobody catches it on the thread of the batches, so that it would end the process.
            return ExportResult.Failure;
        }
    }

    private static string LineOf(Activity span)
    {
        string tags = string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={Convert.ToString(tag.Value, CultureInfo.InvariantCulture)}"));
        string parent = span.ParentSpanId == default ? "root            " : span.ParentSpanId.ToHexString();
        return string.Create(CultureInfo.InvariantCulture, $"span {span.TraceId} {span.SpanId} {parent} {span.Duration.TotalMilliseconds,9:F1} ms  {span.DisplayName}  {tags}");
    }
}
