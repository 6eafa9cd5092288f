using Erasure.Core.Records;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Ready is who has just written a record: one that is full, gone or read-only may still be readable.</summary>
public sealed class RecordsReady(IRecordStore records, TimeProvider time) : IHealthCheck
{
    private static readonly RecordKey Probe = new("health", "ready");

    /// <summary>Who takes longer isn't ready, and who asks has given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await WriteAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"No record could be written within {Patience.TotalSeconds} seconds.");
        }
        catch (RecordsUnavailableException unavailable)
        {
            return HealthCheckResult.Unhealthy(unavailable.Message);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        StoredRecord? last = await records.GetAsync(Probe, cancellationToken);

        // Where another probe comes first, it has just written.
        await records.TryPutAsync(Probe, "{}"u8.ToArray(), last?.Version ?? 0, expiresAt: null, cancellationToken);
    }
}
