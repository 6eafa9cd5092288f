using Erasure.Core.Settings;

namespace Erasure.Core.Telemetry;

/// <summary>Where traces, metrics and logs go. The standard OTEL_ variables come before these settings.</summary>
public sealed record TelemetryConfiguration
{
    /// <summary>An OTLP collector; null exports nothing, unless OTEL_EXPORTER_OTLP_ENDPOINT says so.</summary>
    [WebAddress]
    public string? Endpoint { get; init; }

    /// <summary>How the collector is spoken to; default HTTP with protobuf, which passes proxies.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.HttpProtobuf;

    /// <summary>Name of the environment variable with headers for the collector, as <c>name=value,name=value</c>; default none.</summary>
    [EnvironmentVariable]
    public string? HeadersVariable { get; init; }

    /// <summary>Write spans to standard error, a line each; default off.</summary>
    public bool Console { get; init; }

    /// <summary>Serve metrics at <c>/metrics</c>, in the text format of Prometheus, to whoever has a role; default off. Of the embedded host.</summary>
    public bool Prometheus { get; init; }
}
