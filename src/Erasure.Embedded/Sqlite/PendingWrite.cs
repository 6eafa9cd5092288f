namespace Erasure.Embedded.Sqlite;

/// <summary>A write waiting for its commit.</summary>
internal abstract class PendingWrite
{
    public abstract void Run(WriteSession session);

    public abstract void Succeed();

    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class PendingWrite<T>(Func<WriteSession, T> work) : PendingWrite
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;

    public Task<T> Task => completion.Task;

    public override void Run(WriteSession session) => result = work(session);

    public override void Succeed() => completion.TrySetResult(result);

    public override void Fail(Exception error) => completion.TrySetException(error);
}
