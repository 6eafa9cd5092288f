using Erasure.Core.Erasures;
using Erasure.Core.Operations;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Open erasures: failed domains and near deadlines as they are now, domains that get nowhere and missing orchestrations as the last full sweep saw them.</summary>
internal sealed class OpenErasureAlerts(
    OpenErasures open, ErasureChanges changes, ErasureStore erasures, AlertConfiguration alerts, OperationsConfiguration operations, TimeProvider time) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.FailedErasure, AlertRule.DeadlineNear, AlertRule.StuckDomain, AlertRule.WorkflowsMissing];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) =>
        open.Latest is { } tally ? [.. Failed(tally), .. await NearAsync(tally, cancellationToken), .. Stuck(tally), .. Missing(tally)] : null;

    private IEnumerable<AlertFinding> Failed(OpenErasures.Tally tally) => changes.Failed(tally).Select(failed =>
        new AlertFinding(AlertRule.FailedErasure, $"/erasures/{failed.Value.ErasureId}/domains/{failed.Key.Domain}", new("domain", failed.Key.Domain), new("code", failed.Key.Code))
        {
            At = failed.Value.At,
            Facts = [AlertFact.Of("erasures", failed.Value.Erasures), new("erasure", failed.Value.ErasureId), AlertFact.Of("failed", failed.Value.At)],
        });

    private async Task<IReadOnlyList<AlertFinding>> NearAsync(OpenErasures.Tally tally, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<ErasureRecord> near = [];
        foreach (ErasureRecord seen in new[] { tally.Nearest, changes.Soonest }.OfType<ErasureRecord>().DistinctBy(erasure => erasure.Id))
        {
            // It may have ended since, or been extended.
            if (await erasures.GetAsync(seen.Id, cancellationToken) is { Erasure: var erasure } && !erasure.State.IsOver() && erasure.Deadline < now + TimeSpan.FromDays(alerts.DeadlineDays))
            {
                near.Add(erasure);
            }
        }

        return near.MinBy(erasure => erasure.Deadline) is not { } nearest ? [] :
        [
            new AlertFinding(AlertRule.DeadlineNear, $"/erasures/{nearest.Id}")
            {
                Facts = [new("erasure", nearest.Id), AlertFact.Of("deadline", nearest.Deadline), AlertFact.Of("overdue", Math.Max(tally.Overdue, near.LongCount(erasure => erasure.Deadline <= now)))],
            },
        ];
    }

    private static IEnumerable<AlertFinding> Stuck(OpenErasures.Tally tally) => tally.Domains.Stuck.Select(stuck =>
        new AlertFinding(AlertRule.StuckDomain, $"/erasures/{stuck.Value.ErasureId}/domains/{stuck.Key}", new AlertFact("domain", stuck.Key))
        {
            Facts = [AlertFact.Of("erasures", stuck.Value.Erasures), new("erasure", stuck.Value.ErasureId), AlertFact.Of("since", stuck.Value.At)],
        });

    private IEnumerable<AlertFinding> Missing(OpenErasures.Tally tally)
    {
        if (tally.Missing > operations.MostMissing)
        {
            yield return new AlertFinding(AlertRule.WorkflowsMissing, AlertPages.Ready)
            {
                Facts = [AlertFact.Of("missing", tally.Missing), AlertFact.Of("open", tally.Open)],
            };
        }
    }
}
