using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Data mappers whose store can't be used, or that the lake doesn't bear out.</summary>
internal sealed class LakeAlerts(LakeWatch watch) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.StoreUnreachable];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) => await watch.LatestAsync(cancellationToken) is { } state
        ? [.. state.Wrong.Select(mapper => new AlertFinding(AlertRule.StoreUnreachable, AlertPages.Ready, new AlertFact("mapper", mapper.Mapper))
        {
            Facts = [new("codes", string.Join(", ", mapper.Problems.Select(problem => problem.Code).Distinct(StringComparer.Ordinal)))],
        })]
        : null;
}
