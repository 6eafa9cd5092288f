using Erasure.Core.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Ready is who has just written a record: one that is full, gone or read-only may still be readable.</summary>
public sealed class RecordsReady(IRecordStore records) : IHealthCheck
{
    private static readonly RecordKey Probe = new("health", "ready");

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            StoredRecord? last = await records.GetAsync(Probe, cancellationToken);

            // Where another probe comes first, it has just written.
            await records.TryPutAsync(Probe, "{}"u8.ToArray(), last?.Version ?? 0, expiresAt: null, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (RecordsUnavailableException unavailable)
        {
            return HealthCheckResult.Unhealthy(unavailable.Message);
        }
    }
}
