using Erasure.Core.Settings;
using Erasure.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Erasure.Telemetry;

/// <summary>Registers what exports traces, metrics and logs, for whichever host. <c>docs/observability.md</c> lists them.</summary>
public static class TelemetryServices
{
    private const string ServiceName = "erasure";
    private const int FlushMilliseconds = 5000;

    /// <summary>Sources and meters of every host: ours by their common prefix, and the runtime's.</summary>
    /// <remarks>Not among them is the HTTP client's: it tells whole addresses.</remarks>
    private static readonly string[] Names = ["Erasure", "Erasure.*", "System.Runtime"];

    /// <summary>Exports to the configured collector, or to the one that the standard variables name, and to what the host adds; nothing is set up where there is none.</summary>
    /// <param name="services">To be called before anything that begins work when the host starts. The SDK reads the <c>OTEL_</c> variables from the host's <c>IConfiguration</c>.</param>
    /// <param name="telemetry">The settings.</param>
    /// <param name="environment">The host's.</param>
    /// <param name="host">What the host adds.</param>
    public static IServiceCollection AddErasureTelemetry(this IServiceCollection services, TelemetryConfiguration telemetry, HostEnvironment environment, HostTelemetry host)
    {
        OtlpTarget otlp = new(telemetry, environment);
        bool exports = otlp.IsGiven || host.Exports;
        if (!exports && !telemetry.Console)
        {
            return services;
        }

        // ASP.NET Core describes its spans itself (OpenTelemetry's semantic conventions) once this is off; read at start.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        SdkBuilder sdk = new(services);
        string[] names = [.. Names, .. host.Requests];
        sdk.ConfigureResource(resource => resource.AddService(environment.ServiceName ?? ServiceName));
        sdk.WithTracing(traces =>
        {
            traces.AddSource(names).AddProcessor<CallerSuppliedTags>();
            if (otlp.IsGiven)
            {
                traces.AddOtlpExporter(exporter => otlp.Apply(exporter, "v1/traces"));
            }

            if (telemetry.Console)
            {
                // by a thread of its own, since who reads it may stand still
                traces.AddProcessor(new BatchActivityExportProcessor(new ConsoleSpans(Console.Error), scheduledDelayMilliseconds: 200));
            }
        });
        if (otlp.IsGiven)
        {
            sdk.WithMetrics(metrics => metrics.AddOtlpExporter(exporter => otlp.Apply(exporter, "v1/metrics")));
            sdk.WithLogging(logs => logs.AddOtlpExporter(exporter => otlp.Apply(exporter, "v1/logs")));
        }

        if (exports)
        {
            sdk.WithMetrics(metrics => metrics.AddMeter(names));
            sdk.WithLogging(configureBuilder: null, logs => logs.IncludeScopes = logs.IncludeFormattedMessage = true);
            host.Extend(sdk);
        }

        return services.AddHostedService<TelemetryStart>();
    }

    private sealed class SdkBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }

    // Resolved once, so that they listen before the first request; the container flushes and ends them with the host.
    private sealed class TelemetryStart(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetService<TracerProvider>();
            services.GetService<MeterProvider>();
            return Task.CompletedTask;
        }

        // Whatever measures and was made after the provider is ended before it, so the last figures go out now.
        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.Run(() => services.GetService<MeterProvider>()?.ForceFlush(FlushMilliseconds), cancellationToken);
    }
}
