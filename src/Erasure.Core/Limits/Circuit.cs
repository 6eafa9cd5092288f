using Erasure.Core.Clocks;

namespace Erasure.Core.Limits;

/// <summary>Leaves alone who has failed to answer many times in a row: for a while nobody is let through, then one to see.</summary>
/// <remarks>Kept by each process for itself, and new at each start.</remarks>
internal sealed class Circuit(int mostFailures, TimeSpan pause, TimeProvider time)
{
    private readonly Lock gate = new();
    private int failures;
    private TimeSpan nextTry;

    /// <summary>How long it lets nobody through.</summary>
    public TimeSpan Pause => pause;

    /// <summary>Whether to ask now. Whoever is let through tells how it went.</summary>
    public bool TryPass()
    {
        lock (gate)
        {
            if (failures < mostFailures)
            {
                return true;
            }

            TimeSpan now = time.Steady();
            if (now < nextTry)
            {
                return false;
            }

            nextTry = now + pause;
            return true;
        }
    }

    /// <summary>There was an answer, or none.</summary>
    public void Tell(bool isAnswered)
    {
        lock (gate)
        {
            failures = isAnswered ? 0 : failures + 1;
            nextTry = time.Steady() + pause;
        }
    }
}
