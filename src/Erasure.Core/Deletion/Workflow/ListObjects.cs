using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Picks the next objects of a job that are in some state. Of a mapper in which finding failed nothing is searched or touched any more.</summary>
internal sealed class ListObjects(JobStore store, JobGauge gauge) : Activity<ListObjects, ListObjectsInput, ListObjectsResult>
{
    public override async Task<ListObjectsResult> RunAsync(TaskActivityContext context, ListObjectsInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        List<string> ids = [];
        if (await store.GetAsync(input.JobId, cancellationToken) is not { State: DeletionJobState.Running, IsStopping: false })
        {
            return new ListObjectsResult(ids);
        }

        HashSet<string> givenUp = [.. (await store.MappersAsync(input.JobId, cancellationToken)).Where(mapper => mapper.Code is not null).Select(mapper => mapper.Mapper.Id)];
        bool begins = input.After is null;
        long objects = 0;
        long bytes = 0;
        long found = 0;
        long failed = 0;
        await foreach (JobObject item in store.ObjectsAsync(input.JobId, input.After, cancellationToken))
        {
            // Of an earlier round is what a lost workflow left undone and nobody lists any more: whether it is gone has to be looked at.
            bool isListed = item.State == input.State && item.Round <= input.Round && (item.State == JobObjectState.Erased || !givenUp.Contains(item.Mapper));
            if (isListed)
            {
                objects++;
                bytes += item.Length;
                if (ids.Count < input.Most)
                {
                    ids.Add(item.Id);
                }
            }

            found += item.FoundInRound is not null && !(isListed && item.State == JobObjectState.Planned) ? 1 : 0;
            failed += item.State == JobObjectState.Failed ? 1 : 0;

            // The first time all are looked at, so that it is known how many there are.
            if (ids.Count == input.Most && !begins)
            {
                break;
            }
        }

        if (begins)
        {
            await gauge.BeginAsync(input.JobId, new JobPhaseCount(input.Round, input.State) { All = new PhasePart(objects, bytes), Found = found, Failed = failed }, cancellationToken);
        }

        if (ids.Count > 0)
        {
            await gauge.AddAsync(input.JobId, input.Round, input.State, new OpenBatch(input.After, ids), cancellationToken);
        }

        return new ListObjectsResult(ids);
    }
}

/// <summary>Input of <see cref="ListObjects"/>.</summary>
internal sealed record ListObjectsInput(string JobId, JobObjectState State, int Round, string? After, int Most);

/// <summary>Output of <see cref="ListObjects"/>.</summary>
/// <param name="Ids">In order; none at the end, or where the job is to stop.</param>
internal sealed record ListObjectsResult(IReadOnlyList<string> Ids);
