using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Starts, shows and cancels deletion jobs.</summary>
public interface IDeletionJobs
{
    /// <summary>Starts a job now, unless one runs.</summary>
    /// <param name="only">Ids of the mappers to work on; null for all there are.</param>
    /// <param name="isDryRun">Only tell what would go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<JobStart> StartAsync(IReadOnlyList<string>? only, bool isDryRun, CancellationToken cancellationToken);

    /// <summary>Starts a job now that only tells what would go by one match, which isn't queued, unless one runs.</summary>
    Task<JobStart> TryOutAsync(MatchRequest match, CancellationToken cancellationToken);

    /// <summary>The job; null where there is none.</summary>
    Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Its mappers that can't be searched, for now or for good.</summary>
    Task<IReadOnlyList<JobMapperReport>> TroublesAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>How far the job is; null where it doesn't run.</summary>
    Task<JobProgress?> ProgressAsync(DeletionJob job, CancellationToken cancellationToken);

    /// <summary>The job's report, interim while it runs; null where there is no such job.</summary>
    Task<JobReport?> GetReportAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>Jobs, newest first, from the one before <paramref name="before"/> on.</summary>
    Task<JobPage<DeletionJob>> ListAsync(int top, string? before, CancellationToken cancellationToken);

    /// <summary>A job's objects with news: rows erased or to be erased, matches that weren't asked, what was noticed, or a failure.</summary>
    Task<JobPage<JobObject>> ObjectsAsync(string jobId, int top, string? after, CancellationToken cancellationToken);

    /// <summary>All of them, as they come.</summary>
    IAsyncEnumerable<JobObject> ObjectsAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>What the job came to for its matches, as they come; without those of which nothing was there. Known once the job settles them.</summary>
    IAsyncEnumerable<JobMatch> MatchesAsync(string jobId, CancellationToken cancellationToken);

    /// <summary>What happened in a job, to it as a whole and to its objects, oldest first.</summary>
    /// <remarks>A page reads all of the job's objects: they are kept by id, and no event is written for each of hundreds of thousands.</remarks>
    Task<JobPage<JobEvent>> EventsAsync(string jobId, int top, string? after, CancellationToken cancellationToken);

    /// <summary>Asks a job to stop at the next boundary of an object, or at once where it waits. What is erased stays erased.</summary>
    /// <returns>False where it is over, or too far to be stopped; null where there is no such job.</returns>
    Task<bool?> CancelAsync(string jobId, CancellationToken cancellationToken);
}
