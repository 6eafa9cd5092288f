using Erasure.Core.Records;
using Erasure.Core.Vault;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>
/// Ready is who has just sealed something and written a record: a database that is full, gone or read-only may still be readable, and so is what was sealed under a master key that is gone.
/// </summary>
public sealed class RecordsReady(IRecordStore records, IMasterKey masterKey) : IHealthCheck
{
    private static readonly RecordKey Probe = new("health", "ready");

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await masterKey.WrapAsync(new byte[LocalMasterKey.Length], Probe.Partition, cancellationToken);
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
