using Erasure.Api.Access;
using Erasure.Core.Telemetry;
using Erasure.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Erasure.Host.Serving;

/// <summary>Metrics for a Prometheus that scrapes them, where no collector is.</summary>
internal static class PrometheusMetrics
{
    private static readonly RouteAccess Access = Roles.All;

    /// <summary>What the host adds to its telemetry.</summary>
    public static HostTelemetry Of(TelemetryConfiguration telemetry) => telemetry.Prometheus
        ? new HostTelemetry { Exports = true, Extend = sdk => sdk.WithMetrics(metrics => metrics.AddPrometheusExporter()) }
        : new HostTelemetry();

    /// <summary>Maps <c>/metrics</c> where that is asked for.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, TelemetryConfiguration telemetry)
    {
        if (telemetry.Prometheus)
        {
            endpoints.MapPrometheusScrapingEndpoint().ExcludeFromDescription().WithMetadata(Access);
        }
    }
}
