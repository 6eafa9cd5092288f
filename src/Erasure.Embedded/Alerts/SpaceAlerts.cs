using Erasure.Core.Alerts;
using Erasure.Embedded.Sqlite;

namespace Erasure.Embedded.Alerts;

/// <summary>Room on the disk of the database.</summary>
internal sealed class SpaceAlerts(DatabaseOptions database) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.DiskNearlyFull];

    public Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AlertFinding>?>(
        DatabaseSpace.Free(database) is var free and < DatabaseSpace.Enough
            ? [new AlertFinding(AlertRule.DiskNearlyFull, "/health/ready") { Facts = [AlertFact.Of("bytes-free", free)] }]
            : []);
}
