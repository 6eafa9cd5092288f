using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Failures;

namespace Erasure.Core.Jobs;

/// <summary>Sums up what became of a job's objects, some at a time, by mapper, and enters what failed into the adjudication list.</summary>
internal sealed class TallyObjects(JobStore store, FailureStore failures, ErasureConfiguration configuration) : Activity<TallyObjectsInput, TallyObjectsResult>
{
    private const int PageSize = 10_000;

    public override async Task<TallyObjectsResult> RunAsync(ActivityContext context, TallyObjectsInput input, CancellationToken cancellationToken)
    {
        Dictionary<string, JobTotals> totals = new(input.SoFar, StringComparer.Ordinal);
        string? last = null;
        int seen = 0;
        await foreach (JobObject item in store.ObjectsAsync(input.JobId, input.After, cancellationToken))
        {
            JobTotals one = JobTotals.Of(item, configuration.Lake!.Job.VerifyRounds, input.IsDryRun);
            if (one.ObjectsFailed > 0 && !input.IsDryRun)
            {
                ObjectFailure failure = await failures.EnterAsync(input.JobId, item, cancellationToken);
                one = failure.AcceptedAt is null ? one : one with { ObjectsAccepted = 1, AcceptedUpTo = failure.AcceptedAt };
            }

            totals[item.Mapper] = totals.TryGetValue(item.Mapper, out JobTotals? sum) ? sum.Plus(one) : one;
            last = item.Id;
            if (++seen == PageSize)
            {
                return new TallyObjectsResult(totals, last, IsDone: false);
            }
        }

        return new TallyObjectsResult(totals, last, IsDone: true);
    }
}

/// <summary>Input of <see cref="TallyObjects"/>.</summary>
internal sealed record TallyObjectsInput(string JobId, bool IsDryRun, string? After, IReadOnlyDictionary<string, JobTotals> SoFar);

/// <summary>Output of <see cref="TallyObjects"/>.</summary>
/// <param name="Mappers">The sums, by mapper.</param>
/// <param name="After">The last object.</param>
/// <param name="IsDone">There are no more.</param>
internal sealed record TallyObjectsResult(IReadOnlyDictionary<string, JobTotals> Mappers, string? After, bool IsDone);
