using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Erasure.Core.Settings;
using Erasure.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ErasureFunctions.Hosting;

/// <summary>What the platform adds to telemetry: invocations in place of requests, which its own host tells of, and Application Insights, where its connection string is set.</summary>
internal static class PlatformTelemetry
{
    public static HostTelemetry Of(EntraIdentity identity, HostEnvironment environment)
    {
        string? connection = environment.InsightsConnection;
        TokenCredential? credential = environment.InsightsAuthentication is null ? null : identity.Credential;
        return new HostTelemetry
        {
            Requests = [],
            Exports = connection is not null,
            Extend = sdk =>
            {
                // The platform stops passing on what the worker logs, and the worker makes a span of each invocation, below the platform's own.
                sdk.UseFunctionsWorkerDefaults();
                sdk.Services.AddLogging(KeepAsHostJsonDoes);
                if (connection is not null)
                {
                    AddApplicationInsights(sdk, exporter => Configure(exporter, connection, credential));
                }
            },
        };
    }

    /// <summary>Sets one signal's exporter up: everything is kept, and nothing is sent that the platform sends already.</summary>
    internal static void Configure(AzureMonitorExporterOptions exporter, string connection, TokenCredential? credential)
    {
        exporter.ConnectionString = connection;
        exporter.Credential = credential;
        exporter.SamplingRatio = 1;
        exporter.TracesPerSecond = null;
        exporter.EnableTraceBasedLogsSampler = false;
        exporter.EnableLiveMetrics = false;
        exporter.EnableStandardMetrics = false;
        exporter.EnablePerformanceCounters = false;
    }

    private static void AddApplicationInsights(IOpenTelemetryBuilder sdk, Action<AzureMonitorExporterOptions> configure) => sdk
        .WithTracing(traces => traces.AddAzureMonitorTraceExporter(configure))
        .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(configure))
        .WithLogging(logs => logs.AddAzureMonitorLogExporter(configure));

    // The levels of host.json hold only for what passes through the platform.
    private static void KeepAsHostJsonDoes(ILoggingBuilder logs) => logs
        .AddFilter<OpenTelemetryLoggerProvider>(category: null, LogLevel.Warning)
        .AddFilter<OpenTelemetryLoggerProvider>("Erasure", LogLevel.Information)

        // The framework makes itself keys and warns of where they lie; nothing of ours is protected by them.
        .AddFilter<OpenTelemetryLoggerProvider>("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
}
