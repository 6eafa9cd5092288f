using System.ComponentModel;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Settings;

namespace Erasure.Api.Jobs;

/// <summary>A job's report.</summary>
[Description("The report of a deletion job: interim while it runs, and kept as long as configured. Names nobody.")]
internal sealed record JobReportBody
{
    public required JobBody Job { get; init; }

    [Description("How long it took, as an ISO 8601 duration; absent while it runs.")]
    public string? Duration { get; init; }

    [Description("How long finding, forgetting and verifying took, over all rounds.")]
    public required IReadOnlyDictionary<string, string> Phases { get; init; }

    [Description("The estimated cost; absent where no prices are configured.")]
    public JobCost? Cost { get; init; }

    public required IReadOnlyList<JobMapperReport> Mappers { get; init; }

    [Description("The objects with news.")]
    public required IAsyncEnumerable<JobObjectBody> Objects { get; init; }

    [Description("What each match has, its own alone, by mapper; of a dry run, what would go. Those of which nothing is there aren't listed, and what is none is absent. Known once the job settles them.")]
    public required IAsyncEnumerable<JobMatch> Matches { get; init; }

    public static JobReportBody Of(JobReport report, IAsyncEnumerable<JobObject> objects, IAsyncEnumerable<JobMatch> matches) => new()
    {
        Job = JobBody.Of(report.Job),
        Duration = report.Job is { StartedAt: { } start, EndedAt: { } end } ? IsoDuration.Format(end - start) : null,
        Phases = report.Phases.ToDictionary(phase => phase.Key.ToLowerInvariant(), phase => IsoDuration.Format(phase.Value)),
        Cost = report.Cost,
        Mappers = report.Mappers,
        Objects = objects.Select(JobObjectBody.Of),
        Matches = matches,
    };
}
