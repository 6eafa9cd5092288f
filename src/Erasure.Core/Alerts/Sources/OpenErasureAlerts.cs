using Erasure.Core.Configuration;
using Erasure.Core.Telemetry;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Open erasures, as the last full sweep saw their records: failed domains, near deadlines, domains that get nowhere, missing workflows.</summary>
internal sealed class OpenErasureAlerts(OpenErasures open, ErasureConfiguration configuration, TimeProvider time) : IAlertSource
{
    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.FailedErasure, AlertRule.DeadlineNear, AlertRule.StuckDomain, AlertRule.WorkflowsMissing];

    public Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AlertFinding>?>(open.Latest is { } tally ? [.. Failed(tally), .. Near(tally), .. Stuck(tally), .. Missing(tally)] : null);

    private static IEnumerable<AlertFinding> Failed(OpenErasures.Tally tally) => tally.Domains.Failed.Select(failed =>
        new AlertFinding(AlertRule.FailedErasure, $"/erasures/{failed.Value.ErasureId}/domains/{failed.Key.Domain}", new("domain", failed.Key.Domain), new("code", failed.Key.Code))
        {
            At = failed.Value.At,
            Facts = [AlertFact.Of("erasures", failed.Value.Erasures), new("erasure", failed.Value.ErasureId), AlertFact.Of("failed", failed.Value.At)],
        });

    private IEnumerable<AlertFinding> Near(OpenErasures.Tally tally)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (tally.Nearest is { } nearest && nearest.Deadline < now + TimeSpan.FromDays(configuration.Alerts?.DeadlineDays ?? 0))
        {
            yield return new AlertFinding(AlertRule.DeadlineNear, $"/erasures/{nearest.Id}")
            {
                Facts = [new("erasure", nearest.Id), AlertFact.Of("deadline", nearest.Deadline), AlertFact.Of("overdue", tally.Overdue)],
            };
        }
    }

    private static IEnumerable<AlertFinding> Stuck(OpenErasures.Tally tally) => tally.Domains.Stuck.Select(stuck =>
        new AlertFinding(AlertRule.StuckDomain, $"/erasures/{stuck.Value.ErasureId}/domains/{stuck.Key}", new AlertFact("domain", stuck.Key))
        {
            Facts = [AlertFact.Of("erasures", stuck.Value.Erasures), new("erasure", stuck.Value.ErasureId), AlertFact.Of("since", stuck.Value.At)],
        });

    private IEnumerable<AlertFinding> Missing(OpenErasures.Tally tally)
    {
        if (tally.Missing > configuration.Operations.MostMissing)
        {
            yield return new AlertFinding(AlertRule.WorkflowsMissing, AlertPages.Ready)
            {
                Facts = [AlertFact.Of("missing", tally.Missing), AlertFact.Of("open", tally.Open)],
            };
        }
    }
}
