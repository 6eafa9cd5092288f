using Erasure.Api.Health;
using Erasure.Embedded.Sqlite;
using Erasure.Host.Serving;
using Erasure.Tests.Shared;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Host.Tests.Serving;

public sealed class SpaceReadyTests
{
    [Fact]
    public async Task A_disk_that_cant_be_asked_is_no_healthy_one()
    {
        using TempFolder folder = new();

        HealthCheckResult result = await new SpaceReady(new DatabaseOptions { Path = folder["unmounted/erasure.db"] }).CheckHealthAsync(new HealthCheckContext());

        Assert.Equal((HealthStatus.Degraded, "space-unknown"), (result.Status, result.Data[LakeReady.Codes]));
        Assert.StartsWith("space: ", result.Description, StringComparison.Ordinal);
    }

    // A file system on which nothing is free.
    [LinuxTheory]
    [InlineData("/proc/erasure.db")]
    public async Task A_disk_that_is_nearly_full_says_how_full(string path)
    {
        HealthCheckResult result = await new SpaceReady(new DatabaseOptions { Path = path }).CheckHealthAsync(new HealthCheckContext());

        Assert.Equal((HealthStatus.Degraded, "space-short"), (result.Status, result.Data[LakeReady.Codes]));
        Assert.Contains("only 0 bytes are free", result.Description, StringComparison.Ordinal);
    }
}
