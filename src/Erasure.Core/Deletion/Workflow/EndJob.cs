using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queries;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Erasure.Core.Deletion.Workflow;

/// <summary>Ends a job: destroys its manifest and key, and lets the next one start.</summary>
internal sealed class EndJob(JobStore store, JobSessions sessions, JobQueries queries, DeletionJobStarter starter, IEnumerable<IErasesTraces> stores, TimeProvider time, ILoggerFactory loggers) : Activity<EndJob, EndJobInput, Nothing>
{
    public override async Task<Nothing> RunAsync(TaskActivityContext context, EndJobInput input)
    {
        CancellationToken cancellationToken = context.Stopping();
        sessions.Drop(input.JobId);
        await queries.EndAsync(input.JobId, cancellationToken);
        await store.DeleteManifestAsync(input.JobId, cancellationToken);
        bool endsNow = false;
        DeletionJob? job = await store.ChangeAsync(
            input.JobId,
            before =>
            {
                endsNow = !before.State.IsOver();
                return endsNow ? Ended(before, input) : null;
            },
            cancellationToken);
        if (endsNow && job is not null)
        {
            JobMeter.Ended(job);
            if (job is { State: not (DeletionJobState.Completed or DeletionJobState.Canceled), Code: { } code })
            {
                Log.JobEndedInPart(loggers.CreateLogger<EndJob>(), job.Id, job.State, code, job.Totals?.ObjectsFailed ?? 0, job.Totals?.Objects ?? 0, job.MatchesKept);
            }
        }

        foreach (IErasesTraces traces in stores)
        {
            await traces.EraseTracesAsync(cancellationToken);
        }

        await starter.TellAsync(input.JobId, cancellationToken);
        await starter.LookAfterAsync(cancellationToken);
        return Nothing.Value;
    }

    private DeletionJob Ended(DeletionJob before, EndJobInput input)
    {
        string? code = CodeOf(before, input);
        return before with
        {
            State = input.IsCleanupFailed && code is null ? DeletionJobState.CompletedCleanupFailed : EndOf(before with { Code = code }),
            Code = code ?? (input.IsCleanupFailed ? JobCodes.CleanupFailed : null),
            MatchesKept = input.Kept,
            EndedAt = time.GetUtcNow(),
            WrappedKey = null,
        };
    }

    // Where no match is left in the queue, every failure was an accepted one.
    private static string? CodeOf(DeletionJob job, EndJobInput input) =>
        job is { Code: JobCodes.ObjectsFailed or JobCodes.MatchesReappear, IsDryRun: false, Totals: { ObjectsReappeared: 0 } totals }
        && (totals.ObjectsFailed, totals.ObjectsMoved) == (totals.ObjectsAccepted, totals.ObjectsMovedAccepted) && input.Kept == 0 && !input.IsCleanupFailed ? null : job.Code;

    private static DeletionJobState EndOf(DeletionJob job) => job switch
    {
        { Code: null } => DeletionJobState.Completed,
        { Code: JobCodes.Canceled } => DeletionJobState.Canceled,
        { Totals: null } or { Code: JobCodes.NoIdentifier } => DeletionJobState.Failed,
        { Totals: { ObjectsErased: > 0 } } => DeletionJobState.ForgetPartiallyFailed,
        { Totals: { ObjectsNotForgotten: > 0 } } => DeletionJobState.ForgetFailed,
        { Totals: { Objects: var objects, ObjectsFailed: var failed } } when objects == failed => DeletionJobState.FindFailed,
        _ => DeletionJobState.ForgetPartiallyFailed,
    };
}

/// <summary>Input of <see cref="EndJob"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Kept">Matches that it left in the queue.</param>
/// <param name="IsCleanupFailed">Matches may be in the queue that needn't be.</param>
internal sealed record EndJobInput(string JobId, long Kept, bool IsCleanupFailed);
