namespace Erasure.Embedded.Engine.Activities;

/// <summary>Activities of one name: some in memory, the rest in the table.</summary>
internal sealed class ActivityLane(string name, int limit)
{
    private const int MaxInMemory = 1000;

    private readonly Queue<QueuedActivity> queue = new();

    public string Name { get; } = name;

    public int Running { get; set; }

    public bool CanRun => Running < limit && (queue.Count > 0 || More);

    /// <summary>The table holds some beyond <see cref="LastId"/>.</summary>
    public bool More { get; set; }

    /// <summary>Last one taken into memory. Ids ascend in the order of commits.</summary>
    public long LastId { get; private set; }

    /// <returns>It is in memory now; otherwise it is found in the table later, or was found there before.</returns>
    public bool TryAdd(QueuedActivity activity)
    {
        if (activity.Id <= LastId)
        {
            return false;
        }

        if (More || queue.Count >= MaxInMemory)
        {
            More = true;
            return false;
        }

        Add(activity);
        return true;
    }

    public void Add(QueuedActivity activity)
    {
        queue.Enqueue(activity);
        LastId = activity.Id;
    }

    public QueuedActivity? Next() => queue.TryDequeue(out QueuedActivity? activity) ? activity : null;
}
