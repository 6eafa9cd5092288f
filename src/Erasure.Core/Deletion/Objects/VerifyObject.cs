using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Verifies: reads the object again, every value of it, with what is left of its past, and expects no match.</summary>
internal sealed class VerifyObject(JobSessions sessions, JobStore store, ILakeStores stores) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Erased;

    protected internal override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        IRowEraser eraser = RowErasers.ForVerification(work.Mapper, work.Key);
        ObjectSearch search = await ObjectSearch.RunAsync(work, (open, rows, token) => eraser.FindAsync(open, rows, token), cancellationToken);
        if (search is { IsThere: true, Holds: false })
        {
            await SearchAsBeforeAsync(work, cancellationToken);
        }

        await SaveAsync(
            work,
            before => Judge(before, search) with
            {
                Held = search.Holds ? search.Held.WithPast(search.Past).Pack() : null,
                RowsVerified = search.Findings.Rows,
                Notices = JobNotices.Again(before.Notices, search.Findings.Notices)
            },
            cancellationToken);
        return true;
    }

    private static JobObject Judge(JobObject before, ObjectSearch search) => search switch
    {
        { IsThere: false } when before.Erased.Objects > 0 => before with { State = JobObjectState.Deleted, SearchedVersion = null },
        { Holds: false } => before with { State = JobObjectState.Verified, SearchedVersion = search.Version },

        // Ours, and nobody wrote since: rewriting it once more would do it once more.
        { Findings.HoldsAny: true, Current: { } current } when current == before.SuccessorVersion =>
            before with { State = JobObjectState.Failed, Code = FailureAdvice.FoundAfterErasure, SearchedVersion = search.Version },
        _ => before with { State = JobObjectState.Failed, Code = JobObject.StillMatches, SearchedVersion = null },
    };
}
