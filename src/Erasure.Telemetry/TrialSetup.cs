using System.Diagnostics.Tracing;
using Erasure.Core.Settings;
using Erasure.Core.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Erasure.Telemetry;

/// <summary>Telemetry that was set up and taken down again.</summary>
/// <param name="IsDone">It could be.</param>
/// <param name="Ignored">Variables that the SDK passed over, since it doesn't understand what they hold.</param>
internal sealed record TrialSetup(bool IsDone, IReadOnlyCollection<string> Ignored)
{
    /// <summary>Sets it up with the <c>OTEL_</c> variables of that environment alone.</summary>
    public static TrialSetup Of(TelemetryConfiguration telemetry, HostEnvironment environment)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(environment.Standard).Build());
        services.AddErasureTelemetry(telemetry with { Console = false }, environment, new HostTelemetry());
        services.ConfigureAll<OtlpExporterOptions>(SendNothing);
        using Complaints complaints = new(environment.Standard);
        try
        {
            using ServiceProvider provider = services.BuildServiceProvider();
            provider.GetService<TracerProvider>();
            provider.GetService<MeterProvider>();
            provider.GetService<LoggerProvider>();
            return new TrialSetup(IsDone: true, complaints.Variables);
        }
        catch (Exception)
        {
            // Whatever it is, and it is of all kinds: a start would end by it.
            return new TrialSetup(IsDone: false, complaints.Variables);
        }
    }

    // Certificates are read by the SDK's own.
    private static void SendNothing(OtlpExporterOptions exporter)
    {
        Func<HttpClient> own = exporter.HttpClientFactory;
        exporter.HttpClientFactory = () =>
        {
            own().Dispose();
            return new HttpClient(new NoNetwork());
        };
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("Nothing is sent.");

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new HttpRequestException("Nothing is sent.");
    }

    /// <summary>What the SDK tells of variables on this thread. It tells it nowhere else.</summary>
    private sealed class Complaints(IReadOnlyDictionary<string, string?> variables) : EventListener
    {
        private readonly int thread = Environment.CurrentManagedThreadId;
        private readonly HashSet<string> told = new(StringComparer.Ordinal);

        public IReadOnlyCollection<string> Variables => told;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name.StartsWith("OpenTelemetry", StringComparison.Ordinal))
            {
                EnableEvents(eventSource, EventLevel.Warning);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                told.UnionWith(eventData.Payload?.OfType<string>().Where(variables.ContainsKey) ?? []);
            }
        }
    }
}
