using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Jobs;

/// <summary>Starts, shows and cancels deletion jobs.</summary>
public sealed class DeletionJobs
{
    private const string ObjectCursor = "object:";

    private readonly JobStore store;
    private readonly JobReports reports;
    private readonly DeletionJobStarter starter;
    private readonly DataMappers mappers;
    private readonly JobGauge gauge;

    internal DeletionJobs(JobStore store, JobReports reports, DeletionJobStarter starter, DataMappers mappers, JobGauge gauge)
    {
        this.store = store;
        this.reports = reports;
        this.starter = starter;
        this.mappers = mappers;
        this.gauge = gauge;
    }

    /// <summary>Starts a job now, unless one runs.</summary>
    /// <param name="only">Ids of the mappers to work on; null for all there are.</param>
    /// <param name="isDryRun">Only tell what would go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JobStart> StartAsync(IReadOnlyList<string>? only, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!starter.HasLake)
        {
            return new JobStart.NoLake();
        }

        HashSet<string> known = new((await mappers.ListAsync(cancellationToken)).Select(mapper => mapper.Id), StringComparer.OrdinalIgnoreCase);
        int[] unknown = [.. Enumerable.Range(0, only?.Count ?? 0).Where(i => !known.Contains(only![i]))];
        if (unknown.Length > 0)
        {
            return new JobStart.UnknownMappers(unknown);
        }

        (string jobId, bool isNew) = await starter.StartAsync(JobTrigger.Request, only, isDryRun, cancellationToken);
        return isNew ? new JobStart.Started(jobId) : new JobStart.Running(jobId);
    }

    /// <summary>The job; null where there is none.</summary>
    public Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken) => store.GetAsync(jobId, cancellationToken);

    /// <summary>Its mappers that can't be searched, for now or for good.</summary>
    public async Task<IReadOnlyList<JobMapperReport>> TroublesAsync(string jobId, CancellationToken cancellationToken) =>
        [.. (await store.MappersAsync(jobId, cancellationToken)).Where(mapper => mapper.Reason is not null || mapper.Code == JobCodes.FindFailed).Select(JobMapperReport.Of)];

    /// <summary>How far the job is; null where it doesn't run.</summary>
    public Task<JobProgress?> ProgressAsync(DeletionJob job, CancellationToken cancellationToken) => gauge.ReadAsync(job, cancellationToken);

    /// <summary>The job's report, interim while it runs; null where there is no such job.</summary>
    public async Task<JobReport?> GetReportAsync(string jobId, CancellationToken cancellationToken) =>
        await store.GetAsync(jobId, cancellationToken) is { } job ? await reports.OfAsync(job, cancellationToken) : null;

    /// <summary>Jobs, newest first, from the one before <paramref name="before"/> on.</summary>
    public async Task<JobPage<DeletionJob>> ListAsync(int top, string? before, CancellationToken cancellationToken) =>
        Page(await store.NewestFirstAsync(before, cancellationToken).Take(top + 1).ToListAsync(cancellationToken), top, job => job.Id);

    /// <summary>A job's objects with news: rows erased or to be erased, matches that weren't asked, what was noticed, or a failure.</summary>
    public async Task<JobPage<JobObject>> ObjectsAsync(string jobId, int top, string? after, CancellationToken cancellationToken) =>
        Page(await WithNews(jobId, after, cancellationToken).Take(top + 1).ToListAsync(cancellationToken), top, item => item.Id);

    /// <summary>All of them, as they come.</summary>
    public IAsyncEnumerable<JobObject> ObjectsAsync(string jobId, CancellationToken cancellationToken) => WithNews(jobId, null, cancellationToken);

    /// <summary>What happened in a job: first to the job as a whole, oldest first; then to its objects, in no order.</summary>
    public async Task<JobPage<JobEvent>> EventsAsync(string jobId, int top, string? after, CancellationToken cancellationToken)
    {
        List<(string Cursor, JobEvent Event)> page = [];
        if (after?.StartsWith(ObjectCursor, StringComparison.Ordinal) != true)
        {
            page = await store.EventsAsync(jobId, after, cancellationToken).Take(top + 1).ToListAsync(cancellationToken);
            after = null;
        }

        if (page.Count <= top)
        {
            IAsyncEnumerable<JobObject> touched = WithNews(jobId, after?[ObjectCursor.Length..], cancellationToken).Where(item => JobEvents.Of(item) is not null);
            page.AddRange((await touched.Take(top + 1 - page.Count).ToListAsync(cancellationToken)).Select(item => (ObjectCursor + item.Id, JobEvents.Of(item)!)));
        }

        JobPage<(string Cursor, JobEvent Event)> cut = Page(page, top, item => item.Cursor);
        return new JobPage<JobEvent>([.. cut.Items.Select(item => item.Event)], cut.Continuation);
    }

    /// <summary>Asks a job to stop at the next boundary of an object, or at once where it waits. What is erased stays erased.</summary>
    /// <returns>False where it is over, or too far to be stopped; null where there is no such job.</returns>
    public async Task<bool?> CancelAsync(string jobId, CancellationToken cancellationToken)
    {
        DeletionJob? job = await starter.StopAsync(jobId, cancellationToken);
        return job is null ? null : job is { IsStopping: true, State: <= DeletionJobState.Running };
    }

    private IAsyncEnumerable<JobObject> WithNews(string jobId, string? after, CancellationToken cancellationToken) =>
        store.ObjectsAsync(jobId, after, cancellationToken).Where(item => item.HasNews);

    private static JobPage<T> Page<T>(List<T> items, int top, Func<T, string> cursor) =>
        new([.. items.Take(top)], items.Count > top ? cursor(items[top - 1]) : null);
}
