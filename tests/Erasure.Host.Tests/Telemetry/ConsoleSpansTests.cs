using System.Diagnostics;
using Erasure.Host.Tests.Cli;
using Erasure.Telemetry;
using OpenTelemetry;

namespace Erasure.Host.Tests.Telemetry;

/// <summary>Spans on standard error.</summary>
public sealed class ConsoleSpansTests
{
    [Fact]
    public void A_span_is_a_line()
    {
        using StringWriter output = new();

        Assert.Equal(ExportResult.Success, Export(output));
        Assert.EndsWith(" ms  step  domain=orders\n", output.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    // The batch's thread lets through whatever is thrown here, and that ends the process.
    [Fact]
    public void Spans_that_cant_be_written_are_dropped()
    {
        using FullWriter full = new();

        Assert.Equal(ExportResult.Failure, Export(full));
    }

    private static ExportResult Export(TextWriter output)
    {
        using ConsoleSpans spans = new(output);
        using Activity span = new("step");
        span.SetTag("domain", "orders");
        span.Start().Stop();
        return spans.Export(new Batch<Activity>([span], 1));
    }
}
