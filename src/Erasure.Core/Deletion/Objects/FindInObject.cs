using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Finds: does the object hold matches, in any version that is to go?</summary>
internal sealed class FindInObject(JobSessions sessions, JobStore store, ILakeStores stores, IFinder finder, FailureStore failures) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Planned;

    protected internal override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        if (work.Matches.TakesAll && work.IsLeftOut)
        {
            throw new StepFailedException(FailureAdvice.LeftOut, "Its key says that all of it is the person's, and the mapper's patterns leave it out.") { MayPass = false, HoldsMatches = true };
        }

        ObjectSearch search = await ObjectSearch.RunAsync(work, (open, rows, token) => finder.FindAsync(work.Mapper, open, rows, token), cancellationToken);
        if (work.Item.IsMoved(search.Version, search.Opened) && !search.HasSeen(work.Item.PlannedVersionId))
        {
            await NoteMovedAsync(work, cancellationToken);
        }

        if (search is { IsThere: true, Holds: false })
        {
            await SearchAsBeforeAsync(work, cancellationToken);
        }

        IReadOnlyList<MatchProblem> problems = await work.Session.ReportAsync(work.Mapper, search.Findings.Problems, cancellationToken);
        await work.Session.NoteColumnsAsync(work.Mapper, search.Findings.ColumnsSeen, cancellationToken);

        // Otherwise counted when it is deleted, if it is.
        RowCount counted = search.IsWhole && work.Session.Job.IsDryRun ? await RowCount.OfAsync(work, search.Owners, cancellationToken)
            : new RowCount(search.IsWhole ? null : search.Findings.RowsMatched, search.Held);
        long? rows = counted.Rows;
        HeldRows? past = search.Holds ? await PastHolders.OfAsync(work, search, (open, asked, token) => finder.FindAsync(work.Mapper, open, asked, token), cancellationToken) : null;
        await SaveAsync(work, before => Judge(
            work,
            before with
            {
                RowsSeen = work.Session.Job.IsDryRun ? Seen(search, rows) : before.RowsSeen,
                BytesScanned = before.BytesScanned + search.Findings.BytesRead,
                Notices = JobNotices.Again(before.Notices, search.Findings.Notices)
            },
            search,
            counted,
            past,
            problems), cancellationToken);
        return true;
    }

    // What is never erased is counted by nothing else; a finder may stop before it has seen all of them.
    private static long Seen(ObjectSearch search, long? rows) => search.IsWhole ? rows ?? 0 : Math.Max(search.Findings.Rows, search.Findings.RowsMatched);

    // Of the version that a human has looked at, and of none that somebody has written since.
    protected override async Task<bool> IsAnsweredForAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        if (work.Item.FoundInRound is not null || await failures.GetAsync(work.Item.Id, cancellationToken) is not { } failure || !failure.HoldsNobodyIn(work.Item.PlannedVersion))
        {
            return false;
        }

        try
        {
            return failure.HoldsNobodyIn((await work.ListedAsync(cancellationToken))?.Version);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static JobObject Judge(ObjectWork work, JobObject before, ObjectSearch search, RowCount counted, HeldRows? past, IReadOnlyList<MatchProblem> problems) => search switch
    {
        { IsThere: false } => Missing(work.Mapper, before),
        { Holds: true } => before with
        {
            State = JobObjectState.Found,
            FoundInRound = before.Round,
            RowsFound = counted.Rows,
            Held = counted.Held.WithPast(past).Pack(),
            HeldBefore = past?.Pack(),
            HeldBeforeAt = search.Version,
            IsWhole = search.IsWhole,
            Problems = problems
        },
        _ when before.Underway is not null => before.Finished(),
        _ when before.Erased.IsNothing => before with { State = JobObjectState.Clean, SearchedVersion = search.Version, RowsSeen = search.Findings.Rows, Problems = problems },

        // Erased in an earlier round and written by somebody since: verification reads it again.
        _ => before with { State = JobObjectState.Erased },
    };
}
