using System.Collections.Concurrent;

namespace Erasure.Embedded.Engine.Instances;

/// <summary>Wakes whoever waits for an instance to begin or end.</summary>
internal sealed class InstanceChanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new();

    /// <summary>The instance has changed, as far as anybody waits for it.</summary>
    public void Tell(string instance)
    {
        if (!waiting.IsEmpty && waiting.TryRemove(instance, out TaskCompletionSource? change))
        {
            change.SetResult();
        }
    }

    /// <summary>Ends when the instance has changed next, or somebody else has given up waiting for it: look at it after this call and before its end.</summary>
    public Task NextAsync(string instance) =>
        waiting.GetOrAdd(instance, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
}
