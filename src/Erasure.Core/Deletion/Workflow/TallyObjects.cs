using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Objects;
using Erasure.Core.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Sums up what became of a job's objects, some at a time, by mapper, and enters what failed into the adjudication list.</summary>
internal sealed class TallyObjects(JobStore store, FailureStore failures, ILoggerFactory loggers) : Activity<TallyObjects, TallyObjectsInput, TallyObjectsResult>
{
    private const int PageSize = 10_000;

    private const string MovedDetail = "When its turn came in the last round, it wasn't there any more as it had been listed, and a listing behind that shows objects that nobody searched.";

    public override async Task<TallyObjectsResult> RunAsync(TaskActivityContext context, TallyObjectsInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        Dictionary<string, JobTotals> totals = new(input.SoFar, StringComparer.Ordinal);
        // Who stops a job says nothing of its objects.
        bool changesNothing = input.IsDryRun || await store.GetAsync(input.JobId, cancellationToken) is not { IsStopping: false };
        IReadOnlyList<JobMapper> mappers = await store.MappersAsync(input.JobId, cancellationToken);
        HashSet<string> givenUp = [.. mappers.Where(mapper => mapper.Code == JobCodes.FindFailed).Select(mapper => mapper.Mapper.Id)];
        Dictionary<string, int?> lostIn = mappers.Where(mapper => mapper.Code is null && mapper.HasLost(input.LastRound, mappers)).ToDictionary(mapper => mapper.Mapper.Id, mapper => mapper.MovedInRound, StringComparer.Ordinal);
        string? last = null;
        int seen = 0;
        await foreach (JobObject item in store.ObjectsAsync(input.JobId, input.After, cancellationToken))
        {
            JobTotals one = JobTotals.Of(item, input.LastRound, input.IsDryRun);
            bool isNew = false;

            // What the store can't do as a whole is the mapper's entry, and no object's.
            if (one.ObjectsFailed > 0 && !changesNothing && (item.SearchedVersion is not null || !givenUp.Contains(item.Mapper)))
            {
                ObjectFailure failure = await failures.EnterAsync(input.JobId, item, cancellationToken);
                one = one.Entered(failure);
                isNew = failure.Told is null;
                if (isNew)
                {
                    Log.ObjectRefused(loggers.CreateLogger<TallyObjects>(), input.JobId, item.Mapper, failure.Code, failure.Id);
                }
            }
            else if (!changesNothing && lostIn.TryGetValue(item.Mapper, out int? moved) && item.MovedInRound == moved)
            {
                ObjectFailure failure = await EnterMovedAsync(input.JobId, item, cancellationToken);
                one = one.Moved(failure);
                isNew = failure.Told is null;
            }
            else if (item.State is JobObjectState.NotSearched or JobObjectState.Excluded && !changesNothing)
            {
                await failures.KeepAsync(input.JobId, item.Id, cancellationToken);
            }

            if (item.MayHold is { } matches && !changesNothing && (one.ObjectsFailed > 0 || item.State == JobObjectState.NotSearched))
            {
                await store.AddLimitedAsync(input.JobId, new LimitedObject(item.Id, item.Mapper, matches.ToHashSet(), one.ObjectsFailed > 0, one.ObjectsAccepted > 0), cancellationToken);
            }

            // The failures that nobody has been told of come first.
            totals[item.Mapper] = !totals.TryGetValue(item.Mapper, out JobTotals? sum) ? one : isNew ? one.Plus(sum) : sum.Plus(one);
            last = item.Id;
            if (++seen == PageSize)
            {
                return new TallyObjectsResult(totals, last, IsDone: false);
            }
        }

        return new TallyObjectsResult(totals, last, IsDone: true);
    }

    private async Task<ObjectFailure> EnterMovedAsync(string jobId, JobObject item, CancellationToken cancellationToken)
    {
        ObjectFailure failure = await failures.EnterAsync(jobId, item with { State = JobObjectState.Failed, Code = FailureAdvice.ObjectsMoved, Detail = MovedDetail }, cancellationToken);
        await store.ChangeObjectAsync(jobId, item.Id, before => before.Code is null ? before with { Code = FailureAdvice.ObjectsMoved, Detail = MovedDetail } : null, cancellationToken);
        return failure;
    }
}

/// <summary>Input of <see cref="TallyObjects"/>.</summary>
internal sealed record TallyObjectsInput(string JobId, bool IsDryRun, int LastRound, string? After, IReadOnlyDictionary<string, JobTotals> SoFar);

/// <summary>Output of <see cref="TallyObjects"/>.</summary>
/// <param name="Mappers">The sums, by mapper.</param>
/// <param name="After">The last object.</param>
/// <param name="IsDone">There are no more.</param>
internal sealed record TallyObjectsResult(IReadOnlyDictionary<string, JobTotals> Mappers, string? After, bool IsDone);
