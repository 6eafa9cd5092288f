using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Verifies: reads the object again, every value of it, and expects no match.</summary>
internal sealed class VerifyObject(JobSessions sessions, JobStore store, ILakeStores stores) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Erased;

    protected override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
        Findings? findings = open is not { Length: > 0 }
            ? null
            : await RowErasers.ForVerification(work.Mapper.Format, work.Key).FindAsync(open, work.Predicate, cancellationToken);
        await SaveAsync(
            work,
            before => findings is { RowsMatched: > 0 }
                ? before with { State = JobObjectState.Failed, Code = "still-matches", RowsVerified = findings.Rows, SearchedVersion = null }
                : before with { State = JobObjectState.Verified, RowsVerified = findings?.Rows ?? 0, SearchedVersion = open?.Info.Version },
            cancellationToken);
        return true;
    }
}
