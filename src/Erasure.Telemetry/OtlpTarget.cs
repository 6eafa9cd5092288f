using Erasure.Core.Settings;
using Erasure.Core.Telemetry;
using OpenTelemetry.Exporter;

namespace Erasure.Telemetry;

/// <summary>The collector: what the standard variables say, else what the configuration says.</summary>
internal sealed class OtlpTarget(TelemetryConfiguration telemetry, HostEnvironment environment)
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>There is one.</summary>
    public bool IsGiven => IsByVariable || telemetry.Endpoint is not null;

    private bool IsByVariable => environment.Collector is not null;

    /// <summary>Sets one signal's exporter up, unless the variables have.</summary>
    /// <param name="exporter">The exporter.</param>
    /// <param name="path">The signal's path at an HTTP endpoint (OTLP specification, section on OTLP/HTTP requests).</param>
    public void Apply(OtlpExporterOptions exporter, string path)
    {
        if (IsByVariable)
        {
            return;
        }

        bool isHttp = telemetry.Protocol == OtlpProtocol.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new Uri(isHttp ? $"{telemetry.Endpoint!.TrimEnd('/')}/{path}" : telemetry.Endpoint!);
        exporter.Headers = telemetry.HeadersVariable is { } variable ? environment.Find(variable) : null;
    }
}
