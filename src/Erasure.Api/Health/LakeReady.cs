using Erasure.Core.Deletion.Mappers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Degraded where a data mapper points nowhere or its store can't be used: what doesn't need it goes on.</summary>
public sealed class LakeReady(ILakeWatch watch) : IHealthCheck
{
    /// <summary>Of a result's data: codes of what is wrong, each once.</summary>
    public const string Codes = "codes";

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        LakeState? latest;
        try
        {
            latest = await watch.LatestAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is the matter with a store is no reason to be sent no request.
            return Degraded($"lake: can't be looked at ({failure.GetType().Name})", "unexpected");
        }

        if (latest is not { } state)
        {
            return Degraded("lake: is still being looked at", "looking");
        }

        string[] told = [.. state.Wrong.Select(mapper => mapper.Describe()), .. state.Uncovered.Select(mapper => $"{mapper}: {LakeState.NoDomain}: no domain's connector.mappers names it, so that no erasure searches it")];
        string[] codes = [.. state.Wrong.SelectMany(mapper => mapper.Problems)
            .Select(problem => problem.Code)
            .Concat(state.Uncovered.Select(_ => LakeState.NoDomain))
            .Distinct(StringComparer.Ordinal)];
        return told.Length == 0 ? HealthCheckResult.Healthy() : Degraded(string.Join('\n', told), codes);
    }

    private static HealthCheckResult Degraded(string description, params string[] codes) =>
        HealthCheckResult.Degraded(description, data: new Dictionary<string, object> { [Codes] = string.Join(", ", codes) });
}
