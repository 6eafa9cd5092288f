using Erasure.Core.Clocks;
using Erasure.Core.Deletion.Jobs;

namespace Erasure.Core.Alerts.Sources;

/// <summary>Deletion jobs that ended without having done all of it.</summary>
internal sealed class JobAlerts(JobStore store, TimeProvider time) : IAlertSource
{
    /// <summary>Jobs that are looked at: one runs at a time.</summary>
    private const int Latest = 50;

    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    public IReadOnlyList<AlertRule> Rules { get; } = [AlertRule.JobInPart];

    public async Task<IReadOnlyList<AlertFinding>?> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset since = time.GetUtcNow() - News;
        List<DeletionJob> jobs = await store.NewestFirstAsync(null, cancellationToken)
            .Take(Latest)
            .Where(job => !job.IsDryRun && job.EndedAt > since && job.State is not (DeletionJobState.Completed or DeletionJobState.Canceled))
            .ToListAsync(cancellationToken);
        return [.. jobs.GroupBy(job => job.State).Select(state => Of(state.MaxBy(job => time.OrderOf(job.EndedAt!.Value))!))];
    }

    private static AlertFinding Of(DeletionJob job) => new(AlertRule.JobInPart, $"/api/deletion-jobs/{job.Id}/report", new AlertFact("state", $"{job.State}"))
    {
        At = job.EndedAt,
        Facts =
        [
            new("job", job.Id),
            new("code", job.Code ?? ""),
            AlertFact.Of("objects", job.Totals?.Objects ?? 0),
            AlertFact.Of("failed", job.Totals?.ObjectsFailed ?? 0),
            AlertFact.Of("matches-kept", job.MatchesKept),
        ],
    };
}
