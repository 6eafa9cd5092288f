using Erasure.Core.Configuration;
using Erasure.Core.Durable;

namespace Erasure.Core.Jobs;

/// <summary>Ends a job: sums up, decides how it went, and drops what was kept only for the work.</summary>
internal sealed class FinishJob(JobStore store, ErasureConfiguration configuration, TimeProvider time) : Activity<string, Nothing>
{
    public override async Task<Nothing> RunAsync(ActivityContext context, string input, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(input, cancellationToken) is not { } job || job.State.IsOver())
        {
            return Nothing.Value;
        }

        // The sum is written before anything that it counts is dropped: a crash in between must not shrink it.
        if (job.Totals is null)
        {
            (JobTotals totals, string? code) = await SumUpAsync(job, cancellationToken);
            job = await store.ChangeAsync(
                input,
                before => before.State.IsOver() ? null : before with { State = DeletionJobState.ForgetCompletedCleanupInProgress, Totals = totals, Code = code },
                cancellationToken);
        }

        await store.ForEachAsync(
            input,
            async (item, token) =>
            {
                if (IsUneventful(item))
                {
                    await store.DeleteObjectAsync(input, item.Id, token);
                }
                else if (item.SealedKey is not null)
                {
                    await store.ChangeObjectAsync(input, item.Id, before => before with { SealedKey = null }, token);
                }
            },
            cancellationToken);
        await store.ChangeAsync(
            input,
            before => before.State.IsOver()
                ? null
                : before with
                {
                    State = EndOf(before),
                    WrappedKey = null,
                    Events = [.. before.Events, new JobEvent(time.GetUtcNow(), "CleanupCompleted", before.Totals!.Rounds, before.Totals.Objects)],
                },
            cancellationToken);
        return Nothing.Value;
    }

    private async Task<(JobTotals Totals, string? Code)> SumUpAsync(DeletionJob job, CancellationToken cancellationToken)
    {
        JobTotals totals = new();
        bool reappeared = false;
        bool hasProblems = false;
        await foreach (JobObject item in store.ObjectsAsync(job.Id, null, cancellationToken))
        {
            totals = totals with
            {
                Objects = totals.Objects + 1,
                ObjectsErased = totals.ObjectsErased + (item.Erased.Rows > 0 ? 1 : 0),
                ObjectsFailed = totals.ObjectsFailed + (IsDone(item.State) ? 0 : 1),
                RowsSeen = totals.RowsSeen + item.RowsSeen,
                RowsErased = totals.RowsErased + item.Erased.Rows,
                BytesCopied = totals.BytesCopied + item.Erased.BytesCopied,
                BytesWritten = totals.BytesWritten + item.Erased.BytesWritten,
                Rounds = Math.Max(totals.Rounds, item.Round),
            };
            reappeared |= item.FoundInRound == configuration.Lake?.Job.VerifyRounds;
            hasProblems |= item.Problems.Count > 0;
        }

        string? code = job switch
        {
            _ when totals.ObjectsFailed > 0 => "objects-failed",
            _ when hasProblems => "matches-failed",
            _ when reappeared => "matches-reappear",
            { NotSearched.Count: > 0 } when job.NotSearched.Count == job.Mappers.Count => "no-identifier",
            _ => null,
        };
        return (totals, code);
    }

    private static DeletionJobState EndOf(DeletionJob job) => job switch
    {
        { Code: null } => DeletionJobState.Completed,
        { Code: "no-identifier" } => DeletionJobState.Failed,
        { Totals: { Objects: var objects, ObjectsFailed: var failed, ObjectsErased: 0 } } when objects == failed => DeletionJobState.FindFailed,
        _ => DeletionJobState.ForgetPartiallyFailed,
    };

    private static bool IsDone(JobObjectState state) => state is JobObjectState.Clean or JobObjectState.Verified or JobObjectState.Gone;

    private static bool IsUneventful(JobObject item) => item is { Erased.Rows: 0, Problems.Count: 0 } && IsDone(item.State);
}
