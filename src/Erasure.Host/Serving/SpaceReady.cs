using Erasure.Api.Health;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Serving;

/// <summary>Degraded where the disk of the database is nearly full.</summary>
internal sealed class SpaceReady(DatabaseOptions database) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        DatabaseSpace.Free(database) is var free and < DatabaseSpace.Enough
            ? HealthCheckResult.Degraded($"space: only {free} bytes are free on the disk of the database", data: new Dictionary<string, object> { [LakeReady.Codes] = "space-short" })
            : HealthCheckResult.Healthy());
}
