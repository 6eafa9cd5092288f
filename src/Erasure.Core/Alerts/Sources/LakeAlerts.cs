using Erasure.Core.Deletion.Mappers;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Data mappers whose store can't be used, or that the lake doesn't bear out: those with the same codes together, since one bucket that is away is one thing to tell.</summary>
internal sealed class LakeAlerts(ILakeWatch watch) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.StoreUnreachable];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) =>
        await watch.LatestAsync(cancellationToken) is { } state ? [.. state.Wrong.GroupBy(CodesOf, StringComparer.Ordinal).Select(wrong => Of(wrong.Key, [.. wrong.Select(mapper => mapper.Mapper)]))] : null;

    private static AlertFinding Of(string codes, IReadOnlyList<string> mappers) => new(AlertRule.StoreUnreachable, AlertPages.Ready, new AlertFact("codes", codes))
    {
        Members = mappers,
        Facts = [AlertFact.Of("mappers", mappers.Count), AlertFact.Of(AlertFact.Which, mappers)],
    };

    private static string CodesOf(CheckedMapper mapper) => string.Join(", ", mapper.Problems.Select(problem => problem.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
