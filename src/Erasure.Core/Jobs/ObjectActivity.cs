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

        try
        {
            return await RunAsync(new ObjectWork(input.JobId, item, session.KeyOf(item), mapper, predicate, await stores.OfAsync(mapper, cancellationToken)), cancellationToken)
                ? ObjectStepResult.Done
                : await FailAsync(input, "changed", "Somebody else keeps writing it.", isTransient: true, cancellationToken);
        }
        catch (RefusedException refused)
        {
            return await FailAsync(input, Codes.Of(refused.Code), refused.Message, isTransient: false, cancellationToken);
        }
        catch (HinderedException hindered)
        {
            return await FailAsync(input, hindered.Hindrance is Hindrance.Retained ? "retained" : "archived", hindered.Message, isTransient: false, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(input, failure is UnauthorizedAccessException ? "access-denied" : failure is IOException ? "io" : "unexpected", failure.GetType().Name, isTransient: true, cancellationToken);
        }
    }

    /// <summary>Does the phase.</summary>
    /// <returns>False where the object changes faster than it can be worked on.</returns>
    protected abstract Task<bool> RunAsync(ObjectWork work, CancellationToken cancellationToken);

    /// <summary>Changes the object's record, if it still is where this phase begins.</summary>
    protected Task SaveAsync(ObjectWork work, Func<JobObject, JobObject> change, CancellationToken cancellationToken) =>
        Store.ChangeObjectAsync(work.JobId, work.Item.Id, before => before.State == From ? change(before) : null, cancellationToken);

    /// <summary>What becomes of an object that somebody removed.</summary>
    protected static JobObject Missing(DataMapper mapper, JobObject before) => mapper.NotFound == MissingObject.Skip
        ? before with { State = JobObjectState.Gone }
        : before with { State = JobObjectState.Failed, Code = "not-found", Detail = "Somebody removed it while the job ran." };

    private async Task<ObjectStepResult> FailAsync(ObjectStep input, string code, string detail, bool isTransient, CancellationToken cancellationToken)
    {
        if (isTransient && !input.IsLast)
        {
            return ObjectStepResult.TryAgain;
        }

        await Store.ChangeObjectAsync(
            input.JobId,
            input.ObjectId,
            before => before.State == From
                ? before with { State = JobObjectState.Failed, Code = code, Detail = detail, SearchedVersion = isTransient ? null : before.PlannedVersion }
                : null,
            cancellationToken);
        return ObjectStepResult.Done;
    }
}

/// <summary>An object to work on.</summary>
internal sealed record ObjectWork(string JobId, JobObject Item, string Key, DataMapper Mapper, RowPredicate Predicate, IObjectStore Objects);

/// <summary>Input of an <see cref="ObjectActivity"/>.</summary>
/// <param name="JobId">The job.</param>
/// <param name="ObjectId">The object.</param>
/// <param name="IsLast">There won't be another attempt: a failure that might pass counts too.</param>
internal sealed record ObjectStep(string JobId, string ObjectId, bool IsLast);

/// <summary>Output of an <see cref="ObjectActivity"/>.</summary>
/// <param name="Again">A failure that may pass.</param>
internal sealed record ObjectStepResult(bool Again)
{
    public static ObjectStepResult Done { get; } = new(Again: false);

    public static ObjectStepResult TryAgain { get; } = new(Again: true);
}
