using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Finds: does the object hold matches?</summary>
internal sealed class FindInObject(JobSessions sessions, JobStore store, ILakeStores stores, IFinder finder) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Planned;

    protected override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
        Findings? findings = open is null ? null : await finder.FindAsync(work.Mapper, open, work.Predicate, cancellationToken);
        await SaveAsync(
            work,
            before => findings switch
            {
                null => Missing(work.Mapper, before),
                { RowsMatched: 0 } when before.Erased.Rows == 0 => before with
                {
                    State = JobObjectState.Clean,
                    SearchedVersion = open!.Info.Version,
                    RowsSeen = findings.Rows,
                    Problems = findings.Problems,
                },

                // Erased in an earlier round and written by somebody since: verification reads it again.
                { RowsMatched: 0 } => before with { State = JobObjectState.Erased },
                _ => before with { State = JobObjectState.Found, FoundInRound = before.Round, Problems = findings.Problems },
            },
            cancellationToken);
        return true;
    }
}
