using Erasure.Api.Health;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Serving;

/// <summary>Degraded where the disk of the database is nearly full.</summary>
internal sealed class SpaceReady(DatabaseOptions database) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Look());

    private HealthCheckResult Look()
    {
        try
        {
            return DatabaseSpace.Free(database) is var free and < DatabaseSpace.Enough
                ? Degraded("space-short", $"space: only {free} bytes are free on the disk of the database")
                : HealthCheckResult.Healthy();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return Degraded("space-unknown", "space: how much is free on the disk of the database can't be told: is its folder there?");
        }
    }

    private static HealthCheckResult Degraded(string code, string description) =>
        HealthCheckResult.Degraded(description, data: new Dictionary<string, object> { [LakeReady.Codes] = code });
}
