using Erasure.Api.Health;
using Erasure.Core.Alerts;
using Erasure.Core.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Serving;

/// <summary>Degraded where alerts were given up within a day: somebody isn't told of what needs a human.</summary>
internal sealed class AlertsReady(AlertWatch watch) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            IReadOnlyList<string> channels = await watch.GivenUpAsync(cancellationToken);
            return channels.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"alerts: given up by {string.Join(", ", channels)}", data: new Dictionary<string, object> { [LakeReady.Codes] = "alerts-given-up" });
        }
        catch (RecordsUnavailableException)
        {
            // Another check tells that.
            return HealthCheckResult.Healthy();
        }
    }
}
