using Erasure.Core.Durable;
using Erasure.Embedded.Engine.History;
using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Something an orchestrator has asked for and that hasn't ended.</summary>
internal abstract class OpenTask(HistoryEvent scheduled)
{
    public HistoryEvent Scheduled { get; } = scheduled;

    public abstract void Succeed(string? payload);

    public abstract void Fail(TaskFailureDetails failure);

    public abstract void Cancel(CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class OpenTask<T>(HistoryEvent scheduled) : OpenTask(scheduled)
{
    private readonly TaskCompletionSource<T> completion = new();

    public Task<T> Task => completion.Task;

    public override void Succeed(string? payload)
    {
        T value;
        try
        {
            value = DurableDataConverter.Instance.Deserialize<T>(payload)!;
        }
        catch (InvalidOperationException)
        {
            completion.TrySetException(new InvalidOperationException($"What came back from '{Scheduled.Name}' isn't a {typeof(T).Name}."));
            return;
        }

        completion.TrySetResult(value);
    }

    public override void Fail(TaskFailureDetails failure) =>
        completion.TrySetException(new TaskFailedException(Scheduled.Name!, Scheduled.TaskId!.Value, failure));

    public override void Cancel(CancellationToken cancellationToken) => completion.TrySetCanceled(cancellationToken);
}
