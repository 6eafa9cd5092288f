namespace Erasure.Embedded.Engine.Instances;

/// <summary>Wakes whoever waits for an instance to begin or end.</summary>
internal sealed class InstanceChanges
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Change> waiting = new(StringComparer.Ordinal);

    /// <summary>The instance has changed, as far as anybody waits for it.</summary>
    public void Notify(string instance)
    {
        lock (gate)
        {
            if (waiting.Remove(instance, out Change? change))
            {
                change.Source.SetResult();
            }
        }
    }

    /// <summary>Ends when the instance has changed next: look at it after this call and before its end, and <see cref="Leave"/> then.</summary>
    public Task NextAsync(string instance)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(instance, out Change? change))
            {
                waiting.Add(instance, change = new Change());
            }

            change.Waiting++;
            return change.Source.Task;
        }
    }

    /// <summary>Waits no longer for what <see cref="NextAsync"/> gave. Others that wait for the same go on waiting.</summary>
    public void Leave(string instance, Task changed)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(instance, out Change? change) && change.Source.Task == changed && --change.Waiting == 0)
            {
                waiting.Remove(instance);
            }
        }
    }

    private sealed class Change
    {
        public TaskCompletionSource Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }
    }
}
