namespace Erasure.Embedded.Engine.Execution;

/// <summary>The one thread of an orchestrator: what it awaits continues here, within <see cref="Run"/>, and nowhere else.</summary>
/// <remarks>A continuation that arrives from outside shows that the orchestrator awaited something other than its context; Durable Task would run it on whatever thread it came.</remarks>
internal sealed class OrchestratorThread(Action onNonDurableAwait) : SynchronizationContext
{
    private int thread = -1;

    /// <summary>The caller is the orchestrator.</summary>
    public bool IsCurrent => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    /// <summary>Runs what makes the orchestrator go on.</summary>
    public T Run<T>(Func<T> step)
    {
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        try
        {
            return step();
        }
        finally
        {
            Volatile.Write(ref thread, -1);
        }
    }

    /// <summary>Runs it at once, as Durable Task does.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!IsCurrent)
        {
            onNonDurableAwait();
            return;
        }

        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;
}
