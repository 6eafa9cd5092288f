using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Durable;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Drops the records of objects without news, and of the others the sealed keys and whose rows they held; some at a time. Where every match was cleared, folders are forgotten of which a human said that they are meant to be gone.</summary>
internal sealed class DropObjects(JobStore store, VanishedFolders vanished) : Activity<DropObjects, DropObjectsInput, DropObjectsResult>
{
    private const int PageSize = 10_000;

    public override async Task<DropObjectsResult> RunAsync(TaskActivityContext context, DropObjectsInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        List<JobObject> page = [];
        await foreach (JobObject item in store.ObjectsAsync(input.JobId, input.After, cancellationToken))
        {
            page.Add(item);
            if (page.Count == PageSize)
            {
                break;
            }
        }

        if (input.IsCleared)
        {
            await vanished.ForgetAsync(input.JobId, [.. page.Where(item => item is { IsFolder: true, State: JobObjectState.NotSearched })], cancellationToken);
        }

        await Parallel.ForEachAsync(
            page,
            new ParallelOptions { MaxDegreeOfParallelism = JobStore.Concurrency, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                if (!item.HasNews)
                {
                    await store.DeleteObjectAsync(input.JobId, item.Id, token);
                }
                else if (item.TellsMatches)
                {
                    await store.ChangeObjectAsync(input.JobId, item.Id, before => before.WithoutMatches(), token);
                }
            });
        return new DropObjectsResult(page.Count == 0 ? input.After : page[^1].Id, page.Count < PageSize);
    }
}

/// <summary>Input of <see cref="DropObjects"/>.</summary>
internal sealed record DropObjectsInput(string JobId, string? After)
{
    /// <summary>The job left no match in the queue.</summary>
    public bool IsCleared { get; init; }
}

/// <summary>Output of <see cref="DropObjects"/>.</summary>
/// <param name="After">The last object.</param>
/// <param name="IsDone">There are no more.</param>
internal sealed record DropObjectsResult(string? After, bool IsDone);
