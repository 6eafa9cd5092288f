using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Jobs;

/// <summary>Picks the next objects of a job that are in some state. Of a mapper in which finding failed nothing is searched or touched any more.</summary>
internal sealed class ListObjects(JobStore store) : TaskActivity<ListObjectsInput, ListObjectsResult>
{
    public override async Task<ListObjectsResult> RunAsync(TaskActivityContext context, ListObjectsInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        List<string> ids = [];
        if (await store.GetAsync(input.JobId, cancellationToken) is not { State: DeletionJobState.Running, IsStopping: false })
        {
            return new ListObjectsResult(ids);
        }

        HashSet<string> failed = [.. (await store.MappersAsync(input.JobId, cancellationToken)).Where(mapper => mapper.Code is not null).Select(mapper => mapper.Mapper.Id)];
        await foreach (JobObject item in store.ObjectsAsync(input.JobId, input.After, cancellationToken))
        {
            // Of an earlier round is what a lost workflow left undone and nobody lists any more: whether it is gone has to be looked at.
            if (item.State == input.State && item.Round <= input.Round && (item.State == JobObjectState.Erased || !failed.Contains(item.Mapper)))
            {
                ids.Add(item.Id);
            }

            if (ids.Count == input.Most)
            {
                break;
            }
        }

        return new ListObjectsResult(ids);
    }
}

/// <summary>Input of <see cref="ListObjects"/>.</summary>
internal sealed record ListObjectsInput(string JobId, JobObjectState State, int Round, string? After, int Most);

/// <summary>Output of <see cref="ListObjects"/>.</summary>
/// <param name="Ids">In order; none at the end, or where the job is to stop.</param>
internal sealed record ListObjectsResult(IReadOnlyList<string> Ids);
