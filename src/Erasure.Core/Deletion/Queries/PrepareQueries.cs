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

/// <summary>Puts a mapper's matches where queries can join with them, and writes down what each query is to look into.</summary>
internal sealed class PrepareQueries(JobSessions sessions, JobStore jobs, MapperTroubles troubles, QueryStore store, JobQueries queries, LakeConfiguration? lake = null) : Activity<PrepareQueries, QueryStep, QueryWaits>
{
    public override async Task<QueryWaits> RunAsync(TaskActivityContext context, QueryStep input)
    {
        CancellationToken cancellationToken = context.Stopping();
        AthenaConfiguration limits = lake!.Athena!;
        QueryWaits waits = new(limits.Poll, limits.MaxPoll);
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session?.Mappers.FirstOrDefault(known => known.Id == input.Mapper) is not { } mapper
            || session.Predicate(mapper) is not { } predicate
            || await jobs.GetMapperAsync(input.JobId, input.Mapper, cancellationToken) is not { Code: null }
            || await store.GetAsync(input.JobId, input.Mapper, cancellationToken) is { Queries: not null })
        {
            return waits;
        }

        // Before there is a manifest there is a record that says so: whatever happens, it is found and removed.
        QueryFind find = new(input.Mapper, JobQueries.NameOf(input.JobId, input.Mapper));
        await store.PutAsync(input.JobId, find, cancellationToken);
        try
        {
            int count = await PrepareAsync(session, mapper, predicate, find.Manifest, cancellationToken);
            await store.PutAsync(input.JobId, find with { Queries = count }, cancellationToken);
        }
        catch (Exception failure) when (failure is QueryException or StoreException)
        {
            if (!await troubles.ReportAsync(input.JobId, input.Mapper, failure, cancellationToken))
            {
                throw;
            }
        }

        return waits;
    }

    private async Task<int> PrepareAsync(JobSession session, DataMapper mapper, RowPredicate predicate, string manifest, CancellationToken cancellationToken)
    {
        QueryPreparation preparation = await queries.Finder.PrepareAsync(mapper, predicate, manifest, cancellationToken);
        IReadOnlyList<MatchProblem> problems = await session.ReportAsync(mapper, preparation.Problems, cancellationToken);
        await jobs.ChangeMapperAsync(session.Job.Id, mapper.Id, before => before with { Problems = problems }, cancellationToken);
        await Parallel.ForAsync(
            0,
            preparation.Partitions.Count,
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (i, token) => await queries.KeepAsync(session, mapper.Id, i, preparation.Partitions[i], token));
        return preparation.Partitions.Count;
    }
}

/// <summary>Input of the activities of <see cref="FindByQueries"/>.</summary>
internal sealed record QueryStep(string JobId, string Mapper);

/// <summary>How long to wait before queries are asked after.</summary>
/// <param name="First">At first, and again each time something has happened.</param>
/// <param name="Longest">At most.</param>
public sealed record QueryWaits(TimeSpan First, TimeSpan Longest);
