using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Limits;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Erasure.Api.Health;

/// <summary>Whether the host can do its work: the checks with the tag <see cref="ErasureApi.ReadyTag"/>, which write to the disk.</summary>
/// <param name="checks">The checks.</param>
/// <param name="time">The clock.</param>
/// <param name="lake">Looks into the lake; null where there is nothing to look at.</param>
internal sealed class Readiness(HealthCheckService checks, TimeProvider time, ILakeWatch? lake = null)
{
    /// <summary>Who takes longer isn't ready, and who asks has given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How old an answer may be for whom nobody knows: asking as often as one likes costs no more than asking once in that time.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly SharedRun<HealthReport> run = new(token => checks.CheckHealthAsync(check => check.Tags.Contains(ErasureApi.ReadyTag), token), time);

    /// <summary>Asks.</summary>
    /// <param name="isKnown">The caller has a role: what was wrong in the lake a moment ago is looked at again for him.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    /// <returns>The checks' report; null where it takes too long.</returns>
    public async Task<HealthReport?> ReadAsync(bool isKnown, CancellationToken cancellationToken)
    {
        if (isKnown)
        {
            await LookAgainAsync(cancellationToken);
        }

        try
        {
            return await run.JoinAsync(Patience, CancellationToken.None, isKnown ? TimeSpan.Zero : Freshness).WaitAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (lake?.LookAgainAsync(cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The lake's own check tells it.
        }
    }
}
