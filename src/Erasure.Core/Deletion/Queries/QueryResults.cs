using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Queries;

/// <summary>Turns what a query found into the states of a job's objects. Taking it twice changes nothing.</summary>
internal sealed class QueryResults(JobStore store, JobQueries queries, ILakeStores stores)
{
    /// <summary>Takes the results of one query.</summary>
    /// <remarks>
    /// An object that was named is scanned: who may be in it unseen is told by nothing else. One that wasn't is clean only if the query could see
    /// all of it, and saw what was planned: it is listed in one of the query's folders after the query, with the version that was listed before it,
    /// with nothing in its past or an archive, and no column that is asked for was answered by the catalog's partitions in the place of its rows.
    /// All others are left to be scanned, too; and so is every object where the query names one that was neither planned nor is listed now.
    /// </remarks>
    public async Task TakeAsync(JobSession session, DataMapper mapper, int number, string query, CancellationToken cancellationToken)
    {
        HashSet<string> found = await queries.Finder.ReadAsync(mapper, query, cancellationToken).ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        RowPredicate predicate = session.Predicate(mapper)!;
        IObjectStore objects = await stores.OfAsync(mapper, cancellationToken);
        if (await NamesUnknownAsync(session, mapper, objects, found, cancellationToken))
        {
            return;
        }

        await foreach (PartitionSet part in queries.PartsAsync(session, mapper.Id, number, cancellationToken))
        {
            foreach (string folder in part.Folders)
            {
                await Parallel.ForEachAsync(
                    MapperListing.ListAsync(objects, mapper with { Prefix = folder, Include = null, Exclude = null }, cancellationToken).Where(item => !found.Contains(item.Key)),
                    new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
                    async (item, token) => await store.ChangeObjectAsync(
                        session.Job.Id,
                        session.IdOf(mapper.Id, item.Key),
                        before => Judge(before, item, PartitionedPredicate.Of(predicate, item.Key).Asked.Count > 0),
                        token));
            }
        }
    }

    // A name that nobody lists may be another spelling of one that is listed (https://github.com/trinodb/trino/issues/13759): then nothing tells which objects the query means.
    private async Task<bool> NamesUnknownAsync(JobSession session, DataMapper mapper, IObjectStore objects, HashSet<string> found, CancellationToken cancellationToken)
    {
        bool isAnyUnknown = false;
        await Parallel.ForEachAsync(
            found,
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (key, token) =>
            {
                if (await store.GetObjectAsync(session.Job.Id, session.IdOf(mapper.Id, key), token) is null && await objects.FindAsync(key, token) is null)
                {
                    Volatile.Write(ref isAnyUnknown, true);
                }
            });
        return isAnyUnknown;
    }

    // What a later round plans has changed since: a query that comes late may have seen it as it was.
    private static JobObject? Judge(JobObject before, LakeObject seen, bool isAnsweredByKey) =>
        before is { State: JobObjectState.Planned, Round: 0 } && before.PlannedVersion == seen.Version && !seen.IsBeyondQueries && !isAnsweredByKey
            ? before with { State = JobObjectState.Clean, SearchedVersion = seen.Version }
            : null;
}
