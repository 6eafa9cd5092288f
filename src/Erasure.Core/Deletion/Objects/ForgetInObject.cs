using System.Runtime.CompilerServices;
using Erasure.Core.Deletion.Counts;
using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Places;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Opinions;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Forgets: puts a successor without the matched rows in the object's place, if the object is still what was read; then removes what it was before.</summary>
internal sealed class ForgetInObject(JobSessions sessions, JobStore store, ILakeStores stores, ObjectLocks locks, TableFormats tables, FailureStore failures, SeenPlaces places, SecondOpinions opinions, LakeConfiguration? lake = null) : ObjectActivity(sessions, store, stores)
{
    protected override JobObjectState From => JobObjectState.Found;

    protected internal override async Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        await using IAsyncDisposable held = await locks.AcquireAsync(work, cancellationToken);
        await tables.RefuseAsync(work.Objects, work.Key, cancellationToken);
        for (int attempt = lake!.Job.ReplaceAttempts; attempt > 0; attempt--)
        {
            LakeObject? before = work.Past is { } past ? await MapperListing.FindAsync(past, work.Key, cancellationToken) : null;
            await using IOpenObject? open = await work.Objects.OpenAsync(work.Key, cancellationToken);
            if (open is null && before is not { Older.Count: > 0 })
            {
                await work.ConfirmGoneAsync(cancellationToken);
                if (work.Item.Underway is not null)
                {
                    await NoteEmptiedAsync(work, cancellationToken);
                }

                await RemoveFoldersAsync(work, cancellationToken);
                await SaveAsync(work, item => item.Underway is null ? Missing(work.Mapper, item) : item.Finished(), cancellationToken);
                return true;
            }

            if (open is not null)
            {
                await work.RequireInPlaceAsync(open, cancellationToken);
            }

            if (open is not null && await failures.GetAsync(work.Item.Id, cancellationToken) is { } failure && failure.IsFaultIn(open.Info.Version))
            {
                await SaveAsync(work, item => item with { State = JobObjectState.Failed, Code = failure.Code, SuccessorVersion = failure.Version, SearchedVersion = item.PlannedVersion }, cancellationToken);
                return true;
            }

            ErasedObject? done;
            try
            {
                done = await EraseAsync(work, open, cancellationToken);
            }
            catch (UncertainReplaceException)
            {
                // What was about to be done stays on record, as after a crash.
                continue;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && (error is HinderedException || !StoreReasons.Of(error).MayPass))
            {
                await TakeBackUndoneAsync(work, cancellationToken);
                throw;
            }

            if (done is { } erased)
            {
                bool isEmptied = (erased.LeavesNothing || open is not { Length: > 0 }) && await NoteEmptiedAsync(work, cancellationToken);

                // Where other data is in it, nobody needs to look once more. Where it isn't the folder any more that was listed, the next listing sees to it.
                if (isEmptied && erased is { IsChanged: true, Version: null })
                {
                    await RemoveFoldersAsync(work, cancellationToken);
                }

                await ForgetPastAsync(work, before, erased, cancellationToken);
                return true;
            }

            await TakeBackAsync(work, cancellationToken);
        }

        return false;
    }

    /// <summary>What was about to be done wasn't, or so the store says: whoever takes the matches out now, it isn't counted as ours. Of what is gone nobody knows who deleted it.</summary>
    private async Task TakeBackAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        bool isThere = await work.Objects.FindAsync(work.Key, cancellationToken) is not null;
        await SaveAsync(work, item => isThere || item.Underway is { Objects: 0 } ? item with { Underway = null } : item, cancellationToken);
    }

    /// <summary>What was refused and left the object as it was isn't done. Where that can't be seen, it may be.</summary>
    private async Task TakeBackUndoneAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        try
        {
            ObjectInfo? now = await work.Objects.FindAsync(work.Key, cancellationToken);
            await SaveAsync(work, item => now is not null && item.Underway?.BegunOn == ErasedPart.StateOf(now) ? item with { Underway = null } : item, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What it failed for is told, and not this.
        }
    }

    /// <summary>Takes the matches out of what readers get.</summary>
    /// <returns>What is left of it; null where somebody else changed it meanwhile, or so the store says.</returns>
    private async Task<ErasedObject?> EraseAsync(ObjectWork work, IOpenObject? open, CancellationToken cancellationToken)
    {
        if (open is null)
        {
            return new ErasedObject(Kept: null, IsChanged: false);
        }

        PartitionedPredicate matches = await work.AskedOfAsync(open, cancellationToken);
        if (open.Length == 0 && !matches.TakesAll)
        {
            return new ErasedObject(open.Info.VersionId, IsChanged: false);
        }

        // What its key gives to the person its rows may deny.
        ObjectSearch.RefuseArchived(open);
        if (matches.TakesAll)
        {
            RowCount counted = await RowCount.OfAsync(work, matches.Owners, open, cancellationToken);
            long rows = counted.Rows ?? 0;
            await BeginAsync(work, open, new ErasedPart(rows, rows, 0, 0) { Objects = 1, Uncounted = counted.Rows is null ? 1 : 0, Held = counted.Held.Pack() }, [], cancellationToken);
            return await work.Objects.TryDeleteAsync(open, cancellationToken) ? ErasedObject.Deleted : null;
        }

        // Nothing to erase after all: somebody else was faster, or the successor took its place just before a crash,
        // or while its answer was lost.
        RewritePlan plan = await RowErasers.For(work.Mapper, work.Key).PlanAsync(open, matches.Rows, cancellationToken);
        if (plan.IsNoop)
        {
            return new ErasedObject(open.Info.VersionId, IsChanged: false);
        }

        // An object whose very name tells who the person was is not kept as an empty shell.
        if (work.Item.SealedKey is not null && await plan.FindAllAsync(cancellationToken) is { } all && all.RowsMatched == all.Rows)
        {
            await BeginAsync(work, open, Part(all, 0, 0) with { Objects = 1, Held = HeldRows.Of(all.Asked, all.Rows)?.Pack() }, all.Notices, cancellationToken);
            return await work.Objects.TryDeleteAsync(open, cancellationToken) ? ErasedObject.Deleted : null;
        }

        ISuccessorCheck check = plan.Check ?? throw new InvalidOperationException("The plan rewrites the object, and names no check for what comes of it.");
        RewritePlan checkedPlan = plan with { Segments = Counted(work, open, plan, cancellationToken), Check = opinions.After(check, work, matches.Rows, open, (opinion, token) => TellAsync(work, opinion, token)) };
        ObjectInfo? successor = await work.Objects.TryReplaceAsync(open, checkedPlan, cancellationToken);
        return successor is null ? null : new ErasedObject(successor.VersionId, IsChanged: true) { Version = successor.Version, LeavesNothing = successor.Length == 0 };
    }

    /// <summary>Removes what is older than the version that stays. Found again by the next job, if it can't be done now: finding looks into older versions too.</summary>
    private async Task ForgetPastAsync(ObjectWork work, LakeObject? before, ErasedObject erased, CancellationToken cancellationToken)
    {
        long older = before is null ? 0 : before.Older.Count + before.Markers + (erased.IsChanged ? 1 : 0);
        if (older == 0)
        {
            await SaveAsync(work, item => Note(item, erased).Finished(), cancellationToken);
            return;
        }

        // Counted before it is done, and the higher count stays: a crash in between must not lose it.
        await SaveAsync(
            work,
            item => Note(item, erased) with { Underway = (item.Underway ?? ErasedPart.Nothing) with { Versions = Math.Max(older, item.Underway?.Versions ?? 0), Held = HeldWithPast(item, before!)?.Pack() } },
            cancellationToken);
        VersionRemoval removal = await work.Past!.RemoveOlderVersionsAsync(work.Key, erased.Kept, cancellationToken);
        List<VersionLeft> left = [.. removal.Left];
        if (left.Exists(version => version.Hindrance is not Hindrance.Retained))
        {
            throw new StepFailedException("old-versions-left", $"{left.Count} older versions could not be removed: {string.Join(", ", left.Select(version => version.Code).Distinct().Order(StringComparer.Ordinal))}.");
        }

        await SaveAsync(
            work,
            item => left.Count == 0
                ? item.Finished()
                : Withhold((item with { Underway = item.Underway! with { Versions = item.Underway.Versions - left.Count } }).Finished(), left.Max(version => ((Hindrance.Retained)version.Hindrance!).Until)),
            cancellationToken);
    }

    // Who came into the past since it was looked at isn't known; nor whose version a run before this one has removed already.
    private static HeldRows? HeldWithPast(JobObject item, LakeObject before)
    {
        HeldRows? held = item.Underway is { } underway ? HeldRows.Unpack(underway.Held) : HeldRows.None;
        return held is null || item.Underway is { Versions: > 0 } || !before.Older.Any(version => version.Length > 0) ? held
            : held.WithPast(before.Version == item.HeldBeforeAt ? HeldRows.Unpack(item.HeldBefore) : null);
    }

    /// <summary>Nobody is to miss what we took out of a folder.</summary>
    /// <returns>No data is left in the object's own.</returns>
    private async Task<bool> NoteEmptiedAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        SeenFolders seen = places.FoldersOf(work.Mapper);
        IReadOnlyList<string> emptied = await work.EmptiedFoldersAsync(cancellationToken);
        foreach (string folder in emptied)
        {
            await seen.AddEmptiedAsync(folder, cancellationToken);
        }

        return emptied.Count > 0;
    }

    // Folders that are named after the person go with the last object in them; what is above those stays, empty or not, and so does where a mapper points.
    private static async Task RemoveFoldersAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        string folder = work.Key;
        while (folder.LastIndexOf('/') is > 0 and var slash && work.Session.Names(folder[..slash]) && !work.Session.HoldsPlace(work.Mapper, folder[..slash]))
        {
            folder = folder[..slash];
            if (!await work.Objects.TryRemoveEmptyFolderAsync(folder, cancellationToken))
            {
                return;
            }

            if (work.Past is { } past)
            {
                await past.RemoveOlderVersionsAsync($"{folder}/", than: null, cancellationToken);
            }
        }
    }

    private static JobObject Note(JobObject before, ErasedObject erased) => erased.IsChanged ? before with { SuccessorVersion = erased.Version } : before;

    // What is about to happen is written down when the last byte is made and before the successor takes the object's place,
    // so that a crash in between costs the report nothing.
    private async IAsyncEnumerable<Segment> Counted(ObjectWork work, IOpenObject open, RewritePlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long copied = 0;
        long written = 0;
        await foreach (Segment segment in plan.Segments.WithCancellation(cancellationToken))
        {
            copied += segment is Segment.Copy ? segment.Length : 0;
            written += segment is Segment.Write ? segment.Length : 0;
            yield return segment;
        }

        Findings found = await plan.FindAllAsync(cancellationToken);
        await BeginAsync(work, open, Part(found, copied, written), found.Notices, cancellationToken);
    }

    private Task TellAsync(ObjectWork work, Opinion opinion, CancellationToken cancellationToken) => opinion.NotRead.Count == 0
        ? Task.CompletedTask
        : SaveAsync(work, before => before with { Notices = JobNotices.Again(before.Notices, [new Notice(NoticeCode.SecondOpinionPartial, opinion.NotRead.Count, opinion.NotRead[0])]) }, cancellationToken);

    private static ErasedPart Part(Findings findings, long copied, long written) => new(findings.Rows, findings.RowsMatched, copied, written) { Held = HeldRows.Of(findings.Asked)?.Pack() };

    private Task BeginAsync(ObjectWork work, IOpenObject open, ErasedPart part, IReadOnlyList<Notice> notices, CancellationToken cancellationToken) =>
        SaveAsync(work, before => before with { Underway = (part with { BegunOn = ErasedPart.StateOf(open.Info) }).InPlaceOf(before.Underway), Notices = JobNotices.Again(before.Notices, notices) }, cancellationToken);

    /// <summary>What is left of an object once its matches are gone from what readers get.</summary>
    /// <param name="Kept">The version that stays; null for whatever is current, where it keeps none.</param>
    /// <param name="IsChanged">A version was put on top of it.</param>
    private sealed record ErasedObject(string? Kept, bool IsChanged)
    {
        public static ErasedObject Deleted { get; } = new(Kept: null, IsChanged: true) { LeavesNothing = true };

        /// <summary>The version that was put there, by its bytes; null where it was deleted.</summary>
        public string? Version { get; init; }

        /// <summary>No byte of it is left.</summary>
        public bool LeavesNothing { get; init; }
    }
}
