namespace Erasure.Embedded.Engine.Execution;

/// <summary>The one thread of an orchestrator: what it awaits continues here, within <see cref="Run"/>, and nowhere else.</summary>
/// <remarks>A continuation that arrives from outside shows that the orchestrator awaited something other than its context.</remarks>
internal sealed class WorkflowLoop(Action strayed) : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> queue = new();
    private int thread = -1;

    /// <summary>The caller is the orchestrator.</summary>
    public bool IsCurrent => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId;

    /// <summary>Runs an action and everything that follows from it without waiting.</summary>
    public void Run(Action action)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        Volatile.Write(ref thread, Environment.CurrentManagedThreadId);
        try
        {
            action();
            while (queue.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
            {
                next.Callback(next.State);
            }
        }
        finally
        {
            Volatile.Write(ref thread, -1);
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            queue.Enqueue((d, state));
        }
        else
        {
            strayed();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            d(state);
        }
        else
        {
            strayed();
        }
    }

    public override SynchronizationContext CreateCopy() => this;
}
