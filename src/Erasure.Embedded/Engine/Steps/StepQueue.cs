namespace Erasure.Embedded.Engine.Steps;

/// <summary>Instances that have something to take in: each once, one step of each at a time, a bounded number at once.</summary>
internal sealed class StepQueue(int maxConcurrent, WorkCounter work, WorkCounter inFlight, Func<long, Task> step)
{
    private readonly Lock gate = new();
    private readonly Queue<long> queue = new();
    private readonly Dictionary<long, State> states = [];
    private int running;
    private bool open;

    private enum State
    {
        Queued,
        Running,
        RunningAndReady,
    }

    /// <summary>Begins to take steps; what was queued before waits for this.</summary>
    public void Open()
    {
        lock (gate)
        {
            open = true;
            Dispatch();
        }
    }

    /// <summary>Takes no more steps; those under way end.</summary>
    public void Close()
    {
        lock (gate)
        {
            open = false;
        }
    }

    public void Ready(long key)
    {
        lock (gate)
        {
            if (states.TryGetValue(key, out State state))
            {
                if (state == State.Running)
                {
                    states[key] = State.RunningAndReady;
                }

                return;
            }

            work.Enter();
            states.Add(key, State.Queued);
            queue.Enqueue(key);
            Dispatch();
        }
    }

    private void Dispatch()
    {
        while (open && running < maxConcurrent && queue.TryDequeue(out long key))
        {
            running++;
            inFlight.Enter();
            states[key] = State.Running;
            ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Queue.RunAsync(item.Key), (Queue: this, Key: key), preferLocal: false);
        }
    }

    private async Task RunAsync(long key)
    {
        await step(key);
        lock (gate)
        {
            running--;
            if (states[key] == State.RunningAndReady)
            {
                states[key] = State.Queued;
                queue.Enqueue(key);
            }
            else
            {
                states.Remove(key);
                work.Exit();
            }

            Dispatch();
        }

        inFlight.Exit();
    }
}
