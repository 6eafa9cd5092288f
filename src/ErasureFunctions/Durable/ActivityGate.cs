using System.Collections.Frozen;

namespace ErasureFunctions.Durable;

/// <summary>Lets no more activities of a name run in this process than it may hold; Durable Functions itself only knows a limit for all of them together.</summary>
/// <param name="limits">How many, by the activity's name; one that isn't named has no limit.</param>
public sealed class ActivityGate(IReadOnlyDictionary<string, int> limits)
{
    private readonly FrozenDictionary<string, SemaphoreSlim> lanes =
        limits.ToFrozenDictionary(limit => limit.Key, limit => new SemaphoreSlim(limit.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a turn, which ends when what this gives is disposed.</summary>
    public async Task<IDisposable> EnterAsync(string activity, CancellationToken cancellationToken)
    {
        if (!lanes.TryGetValue(activity, out SemaphoreSlim? lane))
        {
            return new Turn(lane: null);
        }

        await lane.WaitAsync(cancellationToken);
        return new Turn(lane);
    }

    private sealed class Turn(SemaphoreSlim? lane) : IDisposable
    {
        public void Dispose() => lane?.Release();
    }
}
