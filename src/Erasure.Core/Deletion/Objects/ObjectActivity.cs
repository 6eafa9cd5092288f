using Erasure.Core.Deletion.Failures;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet;
using Microsoft.DurableTask;

namespace Erasure.Core.Deletion.Objects;

/// <summary>One phase of one object. Failures become codes in the object's record: an exception's text may hold the object's key.</summary>
internal abstract class ObjectActivity(JobSessions sessions, JobStore store, ILakeStores stores) : TaskActivity<ObjectStep, ObjectStepResult>
{
    /// <summary>The states that this phase begins from; an object in another one is done.</summary>
    protected abstract JobObjectState From { get; }

    protected JobStore Store { get; } = store;

    /// <summary>The one of that name: which of them a batch runs is in its input.</summary>
    public static ActivityName<ObjectStep, ObjectStepResult> Named(string name) => new(name);

    public sealed override async Task<ObjectStepResult> RunAsync(TaskActivityContext context, ObjectStep input)
    {
        CancellationToken cancellationToken = context.Stopping();
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session is null
            || await Store.GetObjectAsync(input.JobId, input.ObjectId, cancellationToken) is not { } item
            || item.State != From
            || session.Mappers.FirstOrDefault(mapper => mapper.Id == item.Mapper) is not { } mapper
            || session.Predicate(mapper) is not { } predicate)
        {
            return ObjectStepResult.Done;
        }

        ObjectWork? work = null;
        try
        {
            work = new ObjectWork(session, item, session.KeyOf(item), mapper, predicate, await stores.OfAsync(mapper, cancellationToken), input.IsLast);
            return await RunAsync(work, cancellationToken)
                ? ObjectStepResult.Done
                : throw new StepFailedException("changed", "Somebody else keeps writing it.");
        }
        catch (HinderedException hindered) when (hindered.Hindrance is Hindrance.Archived archived && input.AwaitsRestore && !session.Job.IsDryRun)
        {
            return await RestoreAsync(input, work!, archived, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(input, item.Round, work, failure, cancellationToken);
        }
    }

    /// <summary>Does the phase.</summary>
    /// <returns>False where the object changes faster than it can be worked on.</returns>
    protected internal abstract Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken);

    /// <summary>Changes the object's record, if it still is where this phase begins, and nobody has planned it anew meanwhile.</summary>
    protected Task SaveAsync(ObjectWork work, Func<JobObject, JobObject> change, CancellationToken cancellationToken) =>
        Store.ChangeObjectAsync(work.Session.Job.Id, work.Item.Id, before => before.State == From && before.Round == work.Item.Round ? change(before) : null, cancellationToken);

    /// <summary>What was listed may be elsewhere by now.</summary>
    protected async Task NoteMovedAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        if (!work.Session.Job.IsDryRun)
        {
            await Store.ChangeMapperAsync(work.Session.Job.Id, work.Mapper.Id, before => before.MovedInRound == before.Round ? null : before with { MovedInRound = before.Round }, cancellationToken);
            await SaveAsync(work, before => before with { MovedInRound = before.Round }, cancellationToken);
        }
    }

    /// <summary>Makes sure that nobody is in it as the mapper read it when a job failed at him.</summary>
    /// <exception cref="StepFailedException">Somebody is.</exception>
    protected static async Task SearchAsBeforeAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        foreach (FormerReading former in work.Session.FormerlyOf(work.Mapper))
        {
            if (await HoldsAsync(work with { Mapper = former.Of(work.Mapper) }, cancellationToken))
            {
                throw new StepFailedException(FailureAdvice.ReadOtherwise, "The mapper reads it otherwise than before, and doesn't find whom it found then.") { MayPass = false, HoldsMatches = true };
            }
        }
    }

    // What couldn't be read so was searched for nobody, unless somebody stands before the place at which it is refused.
    private static async Task<bool> HoldsAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        try
        {
            IRowEraser eraser = RowErasers.ForVerification(work.Mapper, work.Key);
            return (await ObjectSearch.RunAsync(work, (open, rows, token) => eraser.FindAsync(open, rows, token), cancellationToken)).Holds;
        }
        catch (RefusedException refused)
        {
            return refused.HoldsMatches;
        }
    }

    /// <summary>A human answers for the object that this phase couldn't be done on.</summary>
    protected virtual Task<bool> IsAnsweredForAsync(ObjectWork work, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>What becomes of an object that somebody removed; or that is listed again as it was, and still isn't there.</summary>
    protected static JobObject Missing(DataMapper mapper, JobObject before) => before switch
    {
        { GoneVersion: { } gone } when gone == before.PlannedVersion =>
            before with { State = JobObjectState.Failed, Code = NotListedException.ListedButGone, Detail = "The store lists it, again and again, and says that it isn't there when it is opened." },
        _ when mapper.NotFound == MissingObject.Skip => before with { State = JobObjectState.Gone, GoneVersion = before.PlannedVersion },
        _ => before with { State = JobObjectState.Failed, Code = "not-found", Detail = "Somebody removed it while the job ran." },
    };

    /// <summary>What becomes of an object that the store keeps by law or rule.</summary>
    protected static JobObject Withhold(JobObject before, DateTimeOffset? until) =>
        before with { State = JobObjectState.Withheld, Code = "retained", WithheldUntil = until, SearchedVersion = before.PlannedVersion };

    // Text is read from its beginning whomever it is searched for: what is malformed in it stays in the way of everybody.
    private async Task<IReadOnlyList<int>?> MayHoldAsync(ObjectWork work, Exception failure, CancellationToken cancellationToken)
    {
        if (work.Session.Matches(work.Mapper) is not { } matches)
        {
            return null;
        }

        bool isSearched = !work.Matches.TakesAll && failure is RefusedException && (From == JobObjectState.Found || work.Mapper.Format == DataFormat.Parquet);
        IReadOnlyList<int>? mayHold = await new UncertainMatches(work, matches).FindAsync(isSearched, cancellationToken);
        return mayHold is [] && work.Item.FoundInRound is not null ? null : mayHold;
    }

    private async Task<ObjectStepResult> RestoreAsync(ObjectStep input, ObjectWork work, Hindrance.Archived archived, CancellationToken cancellationToken)
    {
        try
        {
            if (!archived.Restoring)
            {
                await ((IVersionedObjectStore)work.Objects).RequestRestoreAsync(work.Key, versionId: null, cancellationToken);
            }

            return ObjectStepResult.Restoring;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(input, work.Item.Round, work, failure, cancellationToken);
        }
    }

    // What failed may have taken the place of what was listed.
    private async Task<bool> IsAnotherAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        LakeObject? now;
        try
        {
            now = await work.ListedAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        if (work.Item.IsMoved(now?.Version, now?.Current))
        {
            await NoteMovedAsync(work, cancellationToken);
        }

        return now?.Version != work.Item.PlannedVersion;
    }

    private async Task<ObjectStepResult> FailAsync(ObjectStep input, int round, ObjectWork? work, Exception failure, CancellationToken cancellationToken)
    {
        // What the store as a whole can't do isn't the object's fault: the next round looks at it again.
        (string code, bool mayPass) = failure switch
        {
            RefusedException refused => (CodeWords.Of(refused.Code), false),
            HinderedException { Hindrance: Hindrance.Retained } => ("retained", false),
            HinderedException => ("archived", false),
            StepFailedException failed => (failed.Code, failed.MayPass),
            StoreException store => (store.Reason, true),
            UnauthorizedAccessException => ("access-denied", true),
            IOException => (StoreReasons.Of(failure).Reason, true),
            _ => ("unexpected", true),
        };
        if (mayPass && !input.IsLast && StoreReasons.Of(failure).MayPass)
        {
            return ObjectStepResult.TryAgain;
        }

        // Of what others throw, the text may hold a key or a value.
        string detail = failure is RefusedException told ? told.Detail
            : failure is HinderedException or StepFailedException or StoreException ? failure.Message
            : failure is UnauthorizedAccessException or IOException ? StoreReasons.Of(failure).Detail
            : failure.GetType().Name;
        bool holdsMatches = failure is RefusedException { HoldsMatches: true } or StepFailedException { HoldsMatches: true };
        IReadOnlyList<int>? mayHold = work is not null && failure is not RefusedException { HoldsMatches: true } && From is JobObjectState.Planned or JobObjectState.Found && code != "retained" ? await MayHoldAsync(work, failure, cancellationToken) : null;
        bool isAnother = work is not null && From == JobObjectState.Planned && await IsAnotherAsync(work, cancellationToken);
        bool isAnsweredFor = work is not null && !holdsMatches && await IsAnsweredForAsync(work, cancellationToken);
        await Store.ChangeObjectAsync(
            input.JobId,
            input.ObjectId,
            before => before.State != From || before.Round != round ? null
                : mayHold is [] ? before with { State = JobObjectState.Excluded, Code = code, Detail = detail, SearchedVersion = mayPass ? null : before.PlannedVersion }
                : isAnsweredFor ? before with { State = JobObjectState.NotSearched, MayHold = mayHold, Code = code, Detail = detail, SearchedVersion = before.PlannedVersion }
                : failure is HinderedException { Hindrance: Hindrance.Retained retained } ? Withhold(before, retained.Until) with { Detail = detail }
                : before with
                {
                    State = JobObjectState.Failed,
                    FailedInAnother = isAnother,
                    FoundInRound = holdsMatches ? before.Round : before.FoundInRound,
                    MayHold = mayHold,
                    Code = code,
                    Detail = detail,
                    SearchedVersion = mayPass ? null : before.PlannedVersion,
                },
            cancellationToken);
        return ObjectStepResult.Done;
    }
}

/// <summary>Input of an <see cref="ObjectActivity"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="ObjectId">The object.</param>
/// <param name="IsLast">There won't be another attempt: a failure that might pass counts too.</param>
/// <param name="AwaitsRestore">An object in an archive is restored and tried again later; otherwise that it isn't restored counts as a failure.</param>
internal sealed record ObjectStep(string JobId, string ObjectId, bool IsLast, bool AwaitsRestore);

/// <summary>Output of an <see cref="ObjectActivity"/>.</summary>
/// <param name="Again">A failure that may pass.</param>
/// <param name="IsRestoring">It lies in an archive and is being restored, which takes hours.</param>
internal sealed record ObjectStepResult(bool Again, bool IsRestoring = false)
{
    public static ObjectStepResult Done { get; } = new(Again: false);

    public static ObjectStepResult TryAgain { get; } = new(Again: true);

    public static ObjectStepResult Restoring { get; } = new(Again: false, IsRestoring: true);
}
