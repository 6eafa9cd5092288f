namespace Erasure.Embedded.Engine;

/// <summary>Counts what is queued or running, so that somebody can wait until nothing is.</summary>
internal sealed class WorkCounter
{
    private readonly Lock gate = new();
    private TaskCompletionSource? idle;
    private int count;

    public void Enter()
    {
        lock (gate)
        {
            count++;
        }
    }

    public void Exit()
    {
        TaskCompletionSource? reached = null;
        lock (gate)
        {
            if (--count == 0)
            {
                reached = idle;
                idle = null;
            }
        }

        reached?.SetResult();
    }

    public Task WhenIdleAsync()
    {
        lock (gate)
        {
            if (count == 0)
            {
                return Task.CompletedTask;
            }

            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return idle.Task;
        }
    }
}
