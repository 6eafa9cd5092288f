using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Objects;

namespace Erasure.Core.Deletion.Jobs;

/// <summary>What a job, or its part in one mapper, came to.</summary>
public sealed record JobTotals
{
    private const int MostFailures = 10;

    /// <summary>Objects that were looked at.</summary>
    public long Objects { get; init; }

    /// <summary>Objects that were rewritten or deleted.</summary>
    public long ObjectsErased { get; init; }

    /// <summary>Of these, objects that were deleted, since all of them was the person's; of a dry run, objects that would be.</summary>
    public long ObjectsDeleted { get; init; }

    /// <summary>Of those, objects whose rows couldn't be counted: they are not among <see cref="RowsErased"/>.</summary>
    public long ObjectsUncounted { get; init; }

    /// <summary>Objects that may still hold matches.</summary>
    public long ObjectsFailed { get; init; }

    /// <summary>Of these, objects in which matches were found.</summary>
    public long ObjectsNotForgotten { get; init; }

    /// <summary>Of those that failed, objects whose failure a human has accepted.</summary>
    public long ObjectsAccepted { get; init; }

    /// <summary>Objects that weren't there any more as they had been listed, in the last round, while others came: what was in those may be in these.</summary>
    public long ObjectsMoved { get; init; }

    /// <summary>Of these, objects for which a human answers.</summary>
    public long ObjectsMovedAccepted { get; init; }

    /// <summary>What was asked up to then isn't owed in any object that was accepted; null where there are none.</summary>
    public DateTimeOffset? AcceptedUpTo { get; init; }

    /// <summary>Objects that couldn't be searched, and of which a human states that they hold nobody.</summary>
    public long ObjectsNotSearched { get; init; }

    /// <summary>Objects that couldn't be searched, and in which by their key or index nobody is whom the job is about.</summary>
    public long ObjectsExcluded { get; init; }

    /// <summary>Entries in the adjudication list of objects that failed, those that nobody has been told of first; ten at most, and null where there are none.</summary>
    public IReadOnlyList<string>? Failures { get; init; }

    /// <summary>Objects with matches that the store keeps by law or rule.</summary>
    public long ObjectsWithheld { get; init; }

    /// <summary>The latest date until which it keeps one of them; null where it keeps none, or nobody knows how long.</summary>
    public DateTimeOffset? WithheldUntil { get; init; }

    /// <summary>Older versions and delete markers that were removed.</summary>
    public long VersionsRemoved { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public long RowsSeen { get; init; }

    /// <summary>Rows that were erased; of a dry run, rows that would be.</summary>
    public long RowsErased { get; init; }

    /// <summary>Bytes that finding read.</summary>
    public long BytesScanned { get; init; }

    /// <summary>Queries that found in place of a scan.</summary>
    public int Queries { get; init; }

    /// <summary>Bytes that they read, which is what they cost; among <see cref="BytesScanned"/>.</summary>
    public long QueryBytesScanned { get; init; }

    /// <summary>Bytes that rewritten objects took over from their originals; of a dry run, bytes of the objects that would be rewritten.</summary>
    public long BytesCopied { get; init; }

    /// <summary>Bytes that were made anew.</summary>
    public long BytesWritten { get; init; }

    /// <summary>The last round, the highest of the objects.</summary>
    public int Rounds { get; init; }

    /// <summary>Objects in which the last round still found matches.</summary>
    public long ObjectsReappeared { get; init; }

    /// <summary>Objects that some matches could not be asked of.</summary>
    public long ObjectsWithProblems { get; init; }

    /// <summary>Objects that weren't searched, on purpose: their path has a part that begins with <c>_</c> or <c>.</c>, or the mapper's patterns leave them out. As the last round saw it.</summary>
    public long Skipped { get; init; }

    /// <summary>What was noticed, by code: rows, values, records or chunks; null where nothing was. <c>near-misses</c> are counted by dry runs only.</summary>
    public IReadOnlyDictionary<string, long>? Notices { get; init; }

    /// <summary>Both together.</summary>
    public JobTotals Plus(JobTotals other) => new()
    {
        Objects = Objects + other.Objects,
        ObjectsErased = ObjectsErased + other.ObjectsErased,
        ObjectsDeleted = ObjectsDeleted + other.ObjectsDeleted,
        ObjectsUncounted = ObjectsUncounted + other.ObjectsUncounted,
        ObjectsFailed = ObjectsFailed + other.ObjectsFailed,
        ObjectsNotForgotten = ObjectsNotForgotten + other.ObjectsNotForgotten,
        ObjectsAccepted = ObjectsAccepted + other.ObjectsAccepted,
        ObjectsMoved = ObjectsMoved + other.ObjectsMoved,
        ObjectsMovedAccepted = ObjectsMovedAccepted + other.ObjectsMovedAccepted,
        AcceptedUpTo = AcceptedUpTo is null || other.AcceptedUpTo < AcceptedUpTo ? other.AcceptedUpTo ?? AcceptedUpTo : AcceptedUpTo,
        ObjectsNotSearched = ObjectsNotSearched + other.ObjectsNotSearched,
        ObjectsExcluded = ObjectsExcluded + other.ObjectsExcluded,
        Failures = Failures is null || other.Failures is null ? Failures ?? other.Failures : [.. Failures.Concat(other.Failures).Distinct(StringComparer.Ordinal).Take(MostFailures)],
        ObjectsWithheld = ObjectsWithheld + other.ObjectsWithheld,
        WithheldUntil = Later(this, other),
        VersionsRemoved = VersionsRemoved + other.VersionsRemoved,
        RowsSeen = RowsSeen + other.RowsSeen,
        RowsErased = RowsErased + other.RowsErased,
        BytesScanned = BytesScanned + other.BytesScanned,
        Queries = Queries + other.Queries,
        QueryBytesScanned = QueryBytesScanned + other.QueryBytesScanned,
        BytesCopied = BytesCopied + other.BytesCopied,
        BytesWritten = BytesWritten + other.BytesWritten,
        Rounds = Math.Max(Rounds, other.Rounds),
        ObjectsReappeared = ObjectsReappeared + other.ObjectsReappeared,
        ObjectsWithProblems = ObjectsWithProblems + other.ObjectsWithProblems,
        Skipped = Skipped + other.Skipped,
        Notices = JobNotices.Plus(Notices, other.Notices),
    };

    /// <summary>Why matches stay in the queue, as a code; null where nothing keeps them there.</summary>
    /// <param name="askedAt">When the match was asked for; null where that is not to count.</param>
    internal string? CodeAt(DateTimeOffset? askedAt) =>
        ObjectsFailed > (askedAt <= AcceptedUpTo ? ObjectsAccepted : 0) ? JobCodes.ObjectsFailed
        : ObjectsReappeared > 0 ? JobCodes.MatchesReappear
        : ObjectsWithheld > 0 ? JobCodes.Retained
        : null;

    /// <summary>A human answers for all objects that were lost sight of.</summary>
    /// <param name="askedAt">When the match was asked for; null where that is not to count.</param>
    internal bool IsMovedAnswered(DateTimeOffset? askedAt) =>
        ObjectsMoved > 0 && ObjectsMoved == ObjectsMovedAccepted && askedAt <= AcceptedUpTo;

    private static DateTimeOffset? Later(JobTotals one, JobTotals other) => (one.ObjectsWithheld, other.ObjectsWithheld) switch
    {
        (0, _) => other.WithheldUntil,
        (_, 0) => one.WithheldUntil,
        _ when one.WithheldUntil is null || other.WithheldUntil is null => null,
        _ => one.WithheldUntil > other.WithheldUntil ? one.WithheldUntil : other.WithheldUntil,
    };

    /// <summary>Of one object that failed: with what the adjudication list says of it.</summary>
    /// <remarks>Who is still found in it hasn't been dealt with, whatever is stated. What patterns leave out isn't looked into.</remarks>
    internal JobTotals Entered(ObjectFailure failure) =>
        failure is { AcceptedAt: { } at, AcceptedAs: AcceptanceMeaning.DealtWith } && (ObjectsNotForgotten == 0 || failure.Code == FailureAdvice.LeftOut)
        ? this with { ObjectsAccepted = 1, AcceptedUpTo = at, Failures = [failure.Id] }
        : this with { Failures = [failure.Id] };

    /// <summary>Of one object that was lost sight of: with what the adjudication list says of it.</summary>
    internal JobTotals Moved(ObjectFailure failure) => failure is { AcceptedAt: { } at, AcceptedAs: AcceptanceMeaning.DealtWith }
        ? this with { ObjectsMoved = 1, ObjectsMovedAccepted = 1, AcceptedUpTo = at, Failures = [failure.Id] }
        : this with { ObjectsMoved = 1, Failures = [failure.Id] };

    /// <summary>Without objects that don't concern a match.</summary>
    internal JobTotals Without(IReadOnlyList<LimitedObject> others) => others.Count == 0 ? this : this with
    {
        ObjectsFailed = ObjectsFailed - others.Count(other => other.IsFailed),
        ObjectsAccepted = ObjectsAccepted - others.Count(other => other.IsAccepted),
        ObjectsNotSearched = ObjectsNotSearched - others.Count(other => !other.IsFailed),
        Failures = Failures?.Except(others.Select(other => other.Id), StringComparer.Ordinal).ToList() is { Count: > 0 } left ? left : null,
    };

    /// <summary>With queries that found in the same mapper.</summary>
    internal JobTotals Queried(int queries, long bytes) => this with { Queries = queries, QueryBytesScanned = bytes, BytesScanned = BytesScanned + bytes };

    /// <summary>With objects of the same mapper that were passed by.</summary>
    internal JobTotals PassedBy(IReadOnlyList<SkippedObjects> skipped) => this with { Skipped = skipped.Sum(some => some.Objects) };

    /// <summary>One object.</summary>
    /// <param name="item">The object.</param>
    /// <param name="lastRound">The last round that a job may have.</param>
    /// <param name="isDryRun">What was found counts as erased.</param>
    internal static JobTotals Of(JobObject item, int lastRound, bool isDryRun)
    {
        bool isFound = isDryRun && item.State == JobObjectState.Found;
        bool isFailed = !isFound && item.State is not (JobObjectState.Clean
            or JobObjectState.Verified
            or JobObjectState.Deleted
            or JobObjectState.Gone
            or JobObjectState.Withheld
            or JobObjectState.NotSearched
            or JobObjectState.Excluded);
        return new JobTotals
        {
            Objects = 1,
            ObjectsErased = !item.Erased.IsNothing || isFound ? 1 : 0,
            ObjectsDeleted = item.Erased.Objects > 0 || (isFound && item.IsWhole) ? 1 : 0,
            ObjectsUncounted = item.Erased.Uncounted > 0 || (isFound && item.RowsFound is null) ? 1 : 0,
            ObjectsFailed = isFailed ? 1 : 0,
            ObjectsNotForgotten = isFailed && item.FoundInRound is not null ? 1 : 0,
            ObjectsNotSearched = item.State == JobObjectState.NotSearched ? 1 : 0,
            ObjectsExcluded = item.State == JobObjectState.Excluded ? 1 : 0,
            ObjectsWithheld = item.State == JobObjectState.Withheld ? 1 : 0,
            WithheldUntil = item.WithheldUntil,
            VersionsRemoved = item.Erased.Versions,
            RowsSeen = item.RowsSeen,
            RowsErased = isFound ? item.RowsFound ?? 0 : item.Erased.Rows,
            BytesScanned = item.BytesScanned,
            BytesCopied = !isFound ? item.Erased.BytesCopied : item.IsWhole ? 0 : item.Length,
            BytesWritten = item.Erased.BytesWritten,
            Rounds = item.Round,
            ObjectsReappeared = item.FoundInRound == lastRound && item.Code is not (FailureAdvice.LeftOut or FailureAdvice.PartitionAmbiguous) ? 1 : 0,
            ObjectsWithProblems = item.Problems.Count > 0 ? 1 : 0,
            Notices = item.Notices.Count == 0 ? null : item.TellNotices().ToDictionary(notice => notice.Code, notice => notice.Count),
        };
    }
}
