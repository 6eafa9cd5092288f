using Erasure.Core.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Serving;

/// <summary>Ready is who can read the database.</summary>
internal sealed class DatabaseReady(IRecordStore records) : IHealthCheck
{
    private static readonly RecordKey Probe = new("health", "ready");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await records.GetAsync(Probe, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
