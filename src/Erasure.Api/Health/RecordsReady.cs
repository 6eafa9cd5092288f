using Erasure.Core.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Ready is who can read its records.</summary>
public sealed class RecordsReady(IRecordStore records) : IHealthCheck
{
    private static readonly RecordKey Probe = new("health", "ready");

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await records.GetAsync(Probe, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
