using Erasure.Embedded.Engine.Execution;
using Erasure.Embedded.Engine.Instances;

namespace Erasure.Embedded.Engine.Steps;

/// <summary>Live executions between steps, the least recently used leaving first.</summary>
internal sealed class ExecutionCache(int capacity)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = [];

    /// <summary>Takes the execution out, if it is where the row is; whoever has it is the only one.</summary>
    public OrchestrationExecution? Take(InstanceRow row)
    {
        lock (gate)
        {
            if (!entries.Remove(row.Key, out LinkedListNode<Entry>? node))
            {
                return null;
            }

            byUse.Remove(node);
            Entry entry = node.Value;
            return entry.Epoch == row.Epoch && entry.Steps == row.Steps ? entry.Execution : null;
        }
    }

    /// <summary>Keeps an execution that has been brought to the given step.</summary>
    public void Keep(InstanceRow row, long steps, OrchestrationExecution execution)
    {
        if (capacity == 0)
        {
            return;
        }

        lock (gate)
        {
            entries[row.Key] = byUse.AddLast(new Entry(row.Key, row.Epoch, steps, execution));
            if (entries.Count > capacity)
            {
                entries.Remove(byUse.First!.Value.Key);
                byUse.RemoveFirst();
            }
        }
    }

    private sealed record Entry(long Key, long Epoch, long Steps, OrchestrationExecution Execution);
}
