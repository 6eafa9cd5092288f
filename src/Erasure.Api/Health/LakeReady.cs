using Erasure.Core.Lake.Mappers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Degraded where a data mapper points nowhere or its store can't be used: what doesn't need it goes on.</summary>
public sealed class LakeReady(LakeWatch watch) : IHealthCheck
{
    /// <summary>Of a result's data: codes of what is wrong, each once.</summary>
    public const string Codes = "codes";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await watch.LatestAsync(cancellationToken) is not { } state)
        {
            return Degraded("lake: is still being looked at", "looking");
        }

        return state.IsRight
            ? HealthCheckResult.Healthy()
            : Degraded(string.Join('\n', state.Wrong.Select(mapper => mapper.Describe())), [.. state.Wrong.SelectMany(mapper => mapper.Problems).Select(problem => problem.Code).Distinct(StringComparer.Ordinal)]);
    }

    private static HealthCheckResult Degraded(string description, params string[] codes) =>
        HealthCheckResult.Degraded(description, data: new Dictionary<string, object> { [Codes] = string.Join(", ", codes) });
}
