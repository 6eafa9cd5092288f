using Erasure.Core.Configuration;
using Erasure.Core.Durable;
using Erasure.Core.Lake;
using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Jobs;

/// <summary>One phase of one object. Failures become codes in the object's record: an exception's text may hold the object's key.</summary>
internal abstract class ObjectActivity(JobSessions sessions, JobStore store, ILakeStores stores) : Activity<ObjectStep, ObjectStepResult>
{
    /// <summary>The states that this phase begins from; an object in another one is done.</summary>
    protected abstract JobObjectState From { get; }

    protected JobStore Store { get; } = store;

    public sealed override async Task<ObjectStepResult> RunAsync(ActivityContext context, ObjectStep input, CancellationToken cancellationToken)
    {
        using JobSession? session = await sessions.OpenAsync(input.JobId, cancellationToken);
        if (session is null
            || await Store.GetObjectAsync(input.JobId, input.ObjectId, cancellationToken) is not { } item
            || item.State != From
            || session.Mappers.FirstOrDefault(mapper => mapper.Id == item.Mapper) is not { } mapper
            || session.Predicate(mapper) is not { } predicate)
        {
            return ObjectStepResult.Done;
        }

        string key = session.KeyOf(item);
        IObjectStore? objects = null;
        try
        {
            objects = await stores.OfAsync(mapper, cancellationToken);
            return await RunAsync(new ObjectWork(session, item, key, mapper, predicate, objects, input.IsLast), cancellationToken)
                ? ObjectStepResult.Done
                : throw new StepFailedException("changed", "Somebody else keeps writing it.");
        }
        catch (HinderedException hindered) when (hindered.Hindrance is Hindrance.Archived archived && input.AwaitsRestore && !session.Job.IsDryRun)
        {
            return await RestoreAsync(input, (objects as IVersionedObjectStore)!, key, archived, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(input, failure, cancellationToken);
        }
    }

    /// <summary>Does the phase.</summary>
    /// <returns>False where the object changes faster than it can be worked on.</returns>
    protected internal abstract Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken);

    /// <summary>Changes the object's record, if it still is where this phase begins.</summary>
    protected Task SaveAsync(ObjectWork work, Func<JobObject, JobObject> change, CancellationToken cancellationToken) =>
        Store.ChangeObjectAsync(work.Session.Job.Id, work.Item.Id, before => before.State == From ? change(before) : null, cancellationToken);

    /// <summary>What becomes of an object that somebody removed.</summary>
    protected static JobObject Missing(DataMapper mapper, JobObject before) => mapper.NotFound == MissingObject.Skip
        ? before with { State = JobObjectState.Gone }
        : before with { State = JobObjectState.Failed, Code = "not-found", Detail = "Somebody removed it while the job ran." };

    /// <summary>What becomes of an object that the store keeps by law or rule.</summary>
    protected static JobObject Withhold(JobObject before, DateTimeOffset? until) =>
        before with { State = JobObjectState.Withheld, Code = "retained", WithheldUntil = until, SearchedVersion = before.PlannedVersion };

    private async Task<ObjectStepResult> RestoreAsync(ObjectStep input, IVersionedObjectStore objects, string key, Hindrance.Archived archived, CancellationToken cancellationToken)
    {
        try
        {
            if (!archived.Restoring)
            {
                await objects.RequestRestoreAsync(key, versionId: null, cancellationToken);
            }

            return ObjectStepResult.Restoring;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(input, failure, cancellationToken);
        }
    }

    private async Task<ObjectStepResult> FailAsync(ObjectStep input, Exception failure, CancellationToken cancellationToken)
    {
        (string code, bool isTransient) = failure switch
        {
            RefusedException refused => (Codes.Of(refused.Code), false),
            HinderedException { Hindrance: Hindrance.Retained } => ("retained", false),
            HinderedException => ("archived", false),
            StepFailedException failed => (failed.Code, true),
            StoreException store => (store.Reason, true),
            UnauthorizedAccessException => ("access-denied", true),
            IOException => ("io", true),
            _ => ("unexpected", true),
        };
        if (isTransient && !input.IsLast)
        {
            return ObjectStepResult.TryAgain;
        }

        // Of what others throw, the text may hold a key or a value.
        string detail = failure is RefusedException or HinderedException or StepFailedException or StoreException ? failure.Message : failure.GetType().Name;
        await Store.ChangeObjectAsync(
            input.JobId,
            input.ObjectId,
            before => before.State != From ? null
                : failure is HinderedException { Hindrance: Hindrance.Retained retained } ? Withhold(before, retained.Until) with { Detail = detail }
                : before with { State = JobObjectState.Failed, Code = code, Detail = detail, SearchedVersion = isTransient ? null : before.PlannedVersion },
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
