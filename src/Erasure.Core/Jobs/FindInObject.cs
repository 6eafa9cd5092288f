using Erasure.Core.Lake;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>Finds: does the object hold matches, in any version that is to go?</summary>
internal sealed class FindInObject(JobSessions sessions, JobStore store, ILakeStores stores, IFinder finder) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Planned;

    protected internal override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        ObjectSearch search = await ObjectSearch.RunAsync(work, (open, token) => finder.FindAsync(work.Mapper, open, work.Matches.Rows, token), cancellationToken);
        IReadOnlyList<MatchProblem> problems = await work.Session.ReportAsync(work.Mapper, search.Findings.Problems, cancellationToken);
        await SaveAsync(work, before => Judge(work, before with { BytesScanned = before.BytesScanned + search.Findings.BytesRead, Notices = JobNotices.Again(before.Notices, search.Findings.Notices) }, search, problems), cancellationToken);
        return true;
    }

    private static JobObject Judge(ObjectWork work, JobObject before, ObjectSearch search, IReadOnlyList<MatchProblem> problems) => search switch
    {
        { IsThere: false } => Missing(work.Mapper, before),
        { Holds: true } => before with { State = JobObjectState.Found, FoundInRound = before.Round, RowsFound = search.Findings.RowsMatched, Problems = problems },
        _ when before.Erased.IsNothing => before with { State = JobObjectState.Clean, SearchedVersion = search.Version, RowsSeen = search.Findings.Rows, Problems = problems },

        // Erased in an earlier round and written by somebody since: verification reads it again.
        _ => before with { State = JobObjectState.Erased },
    };
}
