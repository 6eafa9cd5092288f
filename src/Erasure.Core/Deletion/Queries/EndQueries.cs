using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Queries;

/// <summary>Ends finding by queries in a mapper: nothing runs any more, and the manifest is gone.</summary>
internal sealed class EndQueries(JobStore jobs, JobQueries queries) : Activity<EndQueries, QueryStep, QueriesEnded>
{
    public override async Task<QueriesEnded> RunAsync(TaskActivityContext context, QueryStep input)
    {
        CancellationToken cancellationToken = context.Stopping();
        await queries.EndAsync(input.JobId, input.Mapper, cancellationToken);
        return await jobs.GetMapperAsync(input.JobId, input.Mapper, cancellationToken) is { } mapper
            ? new QueriesEnded(mapper.Queries, mapper.Code)
            : new QueriesEnded(0, null);
    }
}

/// <summary>Output of <see cref="FindByQueries"/>.</summary>
/// <param name="Queries">How many there were.</param>
/// <param name="Code">Why finding failed; null where it didn't.</param>
public sealed record QueriesEnded(int Queries, string? Code);
