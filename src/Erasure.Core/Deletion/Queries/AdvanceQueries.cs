using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Queries;

/// <summary>Brings a mapper's queries on: asks after those that run, takes the results of those that are done, begins others in their place.</summary>
/// <remarks>Each attempt has a token of its own, so that a query which was started and forgotten in a crash is started only once.</remarks>
internal sealed class AdvanceQueries(JobSessions sessions, JobStore jobs, MapperTroubles troubles, QueryStore store, JobQueries queries, QueryResults results, LakeConfiguration? lake = null)
    : Activity<AdvanceQueries, QueryStep, AdvanceQueriesResult>
{
    public override async Task<AdvanceQueriesResult> RunAsync(TaskActivityContext context, QueryStep input)
    {
        CancellationToken cancellationToken = context.Stopping();
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session?.Mappers.FirstOrDefault(known => known.Id == input.Mapper) is not { } mapper
            || session.Predicate(mapper) is not { } predicate
            || await jobs.GetMapperAsync(input.JobId, input.Mapper, cancellationToken) is not { Code: null }
            || await store.GetAsync(input.JobId, input.Mapper, cancellationToken) is not { Queries: { } count } find)
        {
            return AdvanceQueriesResult.Over;
        }

        try
        {
            return await AdvanceAsync(new Work(session, mapper, predicate, find.Manifest), find, count, cancellationToken);
        }
        catch (Exception failure) when (failure is QueryException or StoreException)
        {
            if (!await troubles.ReportAsync(input.JobId, input.Mapper, failure, cancellationToken))
            {
                throw;
            }

            return AdvanceQueriesResult.Over;
        }
    }

    private async Task<AdvanceQueriesResult> AdvanceAsync(Work work, QueryFind find, int count, CancellationToken cancellationToken)
    {
        AthenaConfiguration limits = lake!.Athena!;
        int free = Math.Max(0, limits.ConcurrentQueries - find.Running.Count);
        int begun = Math.Min(count, find.Begun + free);
        RunningQuery[] all = [.. find.Running, .. Enumerable.Range(find.Begun, begun - find.Begun).Select(number => new RunningQuery(number, 0, null))];
        (RunningQuery? Next, long BytesScanned)[] asked = await Task.WhenAll(all.Select(query => AdvanceAsync(work, query, cancellationToken)));
        if (asked.Any(query => query.Next?.Attempt > limits.QueryRetries))
        {
            throw new QueryException("query-failed", "A query failed again and again; the service's console tells why.");
        }

        QueryFind after = find with { Begun = begun, Running = [.. asked.Select(query => query.Next).OfType<RunningQuery>()], BytesScanned = find.BytesScanned + asked.Sum(query => query.BytesScanned) };
        await store.ReplaceAsync(work.Session.Job.Id, find, after, cancellationToken);
        if (after.Running.Count > 0 || begun < count)
        {
            return new AdvanceQueriesResult(IsOver: false, HasMoved: begun > find.Begun || asked.Any(query => query.Next is null));
        }

        await jobs.ChangeMapperAsync(work.Session.Job.Id, work.Mapper.Id, before => before with { Queries = count, QueryBytesScanned = after.BytesScanned, Reason = null, Detail = null }, cancellationToken);
        return AdvanceQueriesResult.Over;
    }

    /// <returns>The query as it is now; null where it is done.</returns>
    private async Task<(RunningQuery? Next, long BytesScanned)> AdvanceAsync(Work work, RunningQuery query, CancellationToken cancellationToken)
    {
        if (query.Id is not { } id)
        {
            PartitionSet set = await queries.PartsAsync(work.Session, work.Mapper.Id, query.Number, cancellationToken).FirstAsync(cancellationToken);
            string token = JobQueries.NameOf(work.Session.Job.Id, work.Mapper.Id, $"{query.Number}", $"{query.Attempt}");
            return (query with { Id = await queries.Finder.StartAsync(work.Mapper, work.Predicate, set.Values, work.Manifest, token, cancellationToken) }, 0);
        }

        QueryProgress progress = await queries.Finder.AskAsync(id, cancellationToken);
        switch (progress.State)
        {
            case QueryState.Running:
                return (query, 0);
            case QueryState.Failed:
                return (new RunningQuery(query.Number, query.Attempt + 1, null), progress.BytesScanned);
            default:
                await results.TakeAsync(work.Session, work.Mapper, query.Number, id, cancellationToken);
                return (null, progress.BytesScanned);
        }
    }

    private sealed record Work(JobSession Session, DataMapper Mapper, RowPredicate Predicate, string Manifest);
}

/// <summary>Output of <see cref="AdvanceQueries"/>.</summary>
/// <param name="IsOver">Every query is done, one failed for good, or the job is to stop.</param>
/// <param name="HasMoved">A query was begun or ended, so that it is worth asking again soon.</param>
internal sealed record AdvanceQueriesResult(bool IsOver, bool HasMoved)
{
    public static AdvanceQueriesResult Over { get; } = new(IsOver: true, HasMoved: true);
}
