using System.ComponentModel;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Reports;

namespace Erasure.Api.Jobs;

/// <summary>A deletion job.</summary>
[Description("A deletion job. Names nobody.")]
internal sealed record JobBody
{
    public required string Id { get; init; }

    public required DeletionJobState State { get; init; }

    [Description("Why it isn't simply completed.")]
    public string? Code { get; init; }

    [Description("Request, Erasure, Deadline or Schedule: why it started.")]
    public required JobTrigger Trigger { get; init; }

    [Description("It only tells what would go.")]
    public required bool DryRun { get; init; }

    [Description("It was asked to stop.")]
    public required bool Stopping { get; init; }

    public required IReadOnlyList<string> Mappers { get; init; }

    [Description("Data mappers that it was told to leave out.")]
    public IReadOnlyList<string>? LeftOut { get; init; }

    [Description("Data mappers that no match asked anything of.")]
    public IReadOnlyList<string>? NotSearched { get; init; }

    [Description("Data mappers that can't be searched: given up where they have a code, else tried again. Of one job only, not in lists.")]
    public IReadOnlyList<JobMapperReport>? Troubles { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    [Description("Matches that it carries; known once it has searched.")]
    public required long Matches { get; init; }

    [Description("Matches that it left in the queue.")]
    public required long MatchesKept { get; init; }

    [Description("How far it is; absent where it doesn't run. Of one job only, not in lists.")]
    public JobProgressBody? Progress { get; init; }

    [Description("What it came to; absent until that is known. Of a dry run, what would go.")]
    public JobTotals? Totals { get; init; }

    public static JobBody Of(DeletionJob job) => new()
    {
        Id = job.Id,
        State = job.State,
        Code = job.Code,
        Trigger = job.Trigger,
        DryRun = job.IsDryRun,
        Stopping = job.IsStopping && job.EndedAt is null,
        Mappers = job.Mappers,
        LeftOut = job.LeftOut.Count == 0 ? null : job.LeftOut,
        NotSearched = job.NotSearched.Count == 0 ? null : job.NotSearched,
        CreatedAt = job.CreatedAt,
        StartedAt = job.StartedAt,
        EndedAt = job.EndedAt,
        Matches = job.Matches,
        MatchesKept = job.MatchesKept,
        Totals = job.Totals,
    };
}

/// <summary>A page of jobs.</summary>
[Description("A page of deletion jobs, newest first.")]
internal sealed record JobListBody(
    IReadOnlyList<JobBody> Jobs,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation);

/// <summary>A page of a job's events.</summary>
[Description("A page of what happened in a job, to it as a whole and to its objects, oldest first.")]
internal sealed record JobEventsBody(
    IReadOnlyList<JobEvent> Events,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation);

/// <summary>A page of a job's objects.</summary>
[Description("A page of a job's objects with news: rows erased or to be erased, matches that weren't asked, what was noticed, or a failure.")]
internal sealed record JobObjectsBody(
    IReadOnlyList<JobObjectBody> Objects,
    [property: Description("Where the next page begins; absent on the last.")] string? Continuation);
