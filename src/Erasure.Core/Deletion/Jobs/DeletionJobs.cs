using System.Globalization;
using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Starts, shows and cancels deletion jobs.</summary>
public sealed class DeletionJobs
{
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

    /// <summary>Starts a job now that only tells what would go by one match, which isn't queued, unless one runs.</summary>
    public async Task<JobStart> TryOutAsync(MatchRequest match, CancellationToken cancellationToken)
    {
        if (!starter.HasLake)
        {
            return new JobStart.NoLake();
        }

        if (await starter.CheckAsync(match, cancellationToken) is { Count: > 0 } problems)
        {
            return new JobStart.InvalidMatch(problems);
        }

        (string jobId, bool isNew) = await starter.TryOutAsync(match, cancellationToken);
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

    /// <summary>What the job came to for its matches, as they come; without those of which nothing was there. Known once the job settles them.</summary>
    public IAsyncEnumerable<JobMatch> MatchesAsync(string jobId, CancellationToken cancellationToken) => store.MatchesAsync(jobId, cancellationToken);

    /// <summary>What happened in a job, to it as a whole and to its objects, oldest first.</summary>
    /// <remarks>A page reads all of the job's objects: they are kept by id, and no event is written for each of hundreds of thousands.</remarks>
    public async Task<JobPage<JobEvent>> EventsAsync(string jobId, int top, string? after, CancellationToken cancellationToken)
    {
        // The earliest so far; the latest of them makes room first.
        PriorityQueue<JobEvent, string> earliest = new(Comparer<string>.Create(static (one, other) => string.CompareOrdinal(other, one)));
        await foreach ((string cursor, JobEvent happening) in EventsAsync(jobId, cancellationToken))
        {
            if (after is null || string.CompareOrdinal(cursor, after) > 0)
            {
                earliest.Enqueue(happening, cursor);
                if (earliest.Count > top + 1)
                {
                    earliest.Dequeue();
                }
            }
        }

        List<(JobEvent Event, string Cursor)> ordered = [.. earliest.UnorderedItems.OrderBy(item => item.Priority, StringComparer.Ordinal)];
        JobPage<(JobEvent Event, string Cursor)> page = Page(ordered, top, item => item.Cursor);
        return new JobPage<JobEvent>([.. page.Items.Select(item => item.Event)], page.Continuation);
    }

    /// <summary>Asks a job to stop at the next boundary of an object, or at once where it waits. What is erased stays erased.</summary>
    /// <returns>False where it is over, or too far to be stopped; null where there is no such job.</returns>
    public async Task<bool?> CancelAsync(string jobId, CancellationToken cancellationToken)
    {
        DeletionJob? job = await starter.StopAsync(jobId, cancellationToken);
        return job is null ? null : job is { IsStopping: true, State: <= DeletionJobState.Running };
    }

    // Cursors are in the order of time; a phase begins before what happens in it, where a clock can't tell.
    private async IAsyncEnumerable<(string Cursor, JobEvent Event)> EventsAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((string number, JobEvent happening) in store.EventsAsync(jobId, after: null, cancellationToken))
        {
            yield return (CursorOf(happening, $"job/{number}"), happening);
        }

        await foreach (JobObject item in WithNews(jobId, after: null, cancellationToken))
        {
            if (JobEvents.Of(item) is { } happening)
            {
                yield return (CursorOf(happening, $"object/{item.Id}"), happening);
            }
        }
    }

    private static string CursorOf(JobEvent happening, string what) => string.Create(CultureInfo.InvariantCulture, $"{happening.At.UtcTicks:D19}/{what}");

    private IAsyncEnumerable<JobObject> WithNews(string jobId, string? after, CancellationToken cancellationToken) =>
        store.ObjectsAsync(jobId, after, cancellationToken).Where(item => item.HasNews);

    private static JobPage<T> Page<T>(List<T> items, int top, Func<T, string> cursor) =>
        new([.. items.Take(top)], items.Count > top ? cursor(items[top - 1]) : null);
}
