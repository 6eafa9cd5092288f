using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Finds: does the object hold matches?</summary>
internal sealed class FindInObject(JobSessions sessions, JobStore store, IObjectStore objects, IFinder finder) : ObjectActivity(sessions, store, objects)
{
    protected override JobObjectState From => JobObjectState.Planned;

    protected override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await using IOpenObject? open = await Objects.OpenAsync(work.Key, cancellationToken);
        Findings? findings = open is null ? null : await finder.FindAsync(work.Mapper, open, work.Predicate, cancellationToken);
        await SaveAsync(
            work,
            before => findings switch
            {
                null => before with { State = JobObjectState.Gone },
                { RowsMatched: 0 } => before with
                {
                    State = JobObjectState.Clean,
                    SearchedVersion = open!.Info.Version,
                    RowsSeen = before.Erased.Rows == 0 ? findings.Rows : before.RowsSeen,
                    Problems = findings.Problems,
                },
                _ => before with { State = JobObjectState.Found, FoundInRound = before.Round, Problems = findings.Problems },
            },
            cancellationToken);
        return true;
    }
}
