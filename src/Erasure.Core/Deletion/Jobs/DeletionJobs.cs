using System.Globalization;
using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Reports;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>Starts, shows and cancels deletion jobs.</summary>
internal sealed class DeletionJobs(JobStore store, JobReports reports, DeletionJobStarter starter, DataMappers mappers, JobGauge gauge) : IDeletionJobs
{
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

    public Task<DeletionJob?> GetAsync(string jobId, CancellationToken cancellationToken) => store.GetAsync(jobId, cancellationToken);

    public async Task<IReadOnlyList<JobMapperReport>> TroublesAsync(string jobId, CancellationToken cancellationToken) =>
        [.. (await store.MappersAsync(jobId, cancellationToken)).Where(mapper => mapper.Reason is not null || mapper.Code == JobCodes.FindFailed).Select(JobMapperReport.Of)];

    public Task<JobProgress?> ProgressAsync(DeletionJob job, CancellationToken cancellationToken) => gauge.ReadAsync(job, cancellationToken);

    public async Task<JobReport?> GetReportAsync(string jobId, CancellationToken cancellationToken) =>
        await store.GetAsync(jobId, cancellationToken) is { } job ? await reports.OfAsync(job, cancellationToken) : null;

    public async Task<JobPage<DeletionJob>> ListAsync(int top, string? before, CancellationToken cancellationToken) =>
        Page(await store.NewestFirstAsync(before, cancellationToken).Take(top + 1).ToListAsync(cancellationToken), top, job => job.Id);

    public async Task<JobPage<JobObject>> ObjectsAsync(string jobId, int top, string? after, CancellationToken cancellationToken) =>
        Page(await WithNews(jobId, after, cancellationToken).Take(top + 1).ToListAsync(cancellationToken), top, item => item.Id);

    public IAsyncEnumerable<JobObject> ObjectsAsync(string jobId, CancellationToken cancellationToken) => WithNews(jobId, null, cancellationToken);

    public IAsyncEnumerable<JobMatch> MatchesAsync(string jobId, CancellationToken cancellationToken) => store.MatchesAsync(jobId, cancellationToken);

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
