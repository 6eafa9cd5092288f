using Erasure.Core.Failures;
using Erasure.Core.Lake;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Verifies: reads the object again, every value of it, with what is left of its past, and expects no match.</summary>
internal sealed class VerifyObject(JobSessions sessions, JobStore store, ILakeStores stores) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Erased;

    protected internal override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        IRowEraser eraser = RowErasers.ForVerification(work.Mapper, work.Key);
        ObjectSearch search = await ObjectSearch.RunAsync(work, (open, token) => eraser.FindAsync(open, work.Matches.Rows, token), cancellationToken);
        await SaveAsync(
            work,
            before => (search.Findings.HoldsAny && before.SuccessorVersion is not null && before.SuccessorVersion == search.Current

                // Ours, and nobody wrote since: rewriting it once more would do it once more.
                ? before with { State = JobObjectState.Failed, Code = FailureAdvice.FoundAfterErasure, RowsVerified = search.Findings.Rows, SearchedVersion = search.Version }
                : search.Holds
                ? before with { State = JobObjectState.Failed, Code = "still-matches", RowsVerified = search.Findings.Rows, SearchedVersion = null }
                : before with { State = JobObjectState.Verified, RowsVerified = search.Findings.Rows, SearchedVersion = search.Version }) with { Notices = JobNotices.Again(before.Notices, search.Findings.Notices) },
            cancellationToken);
        return true;
    }
}
