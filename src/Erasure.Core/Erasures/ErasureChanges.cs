using System.Collections.Concurrent;
using Erasure.Core.Clocks;
using Erasure.Core.Domains;

namespace Erasure.Core.Erasures;

/// <summary>What befell open erasures since the last full sweep began, so that alerts needn't wait for the next one. Lost with the process, which begins with a full sweep.</summary>
internal sealed class ErasureChanges(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string ErasureId, string Domain), (string Code, DateTimeOffset At, TimeSpan Taken)> failed = new();
    private readonly Lock gate = new();
    private (ErasureRecord Erasure, TimeSpan Taken)? soonest;

    /// <summary>The one with the nearest deadline that came since; null where none did.</summary>
    public ErasureRecord? Soonest
    {
        get
        {
            lock (gate)
            {
                return soonest?.Erasure;
            }
        }
    }

    /// <summary>An erasure was received.</summary>
    public void Receive(ErasureRecord erasure)
    {
        lock (gate)
        {
            if (soonest is null || erasure.Deadline < soonest.Value.Erasure.Deadline)
            {
                soonest = (erasure, time.Steady());
            }
        }
    }

    /// <summary>A domain's part is in another state, as its record says by now.</summary>
    public void Take(string erasureId, DomainProgress progress)
    {
        if (progress.State == DomainState.Failed)
        {
            failed[(erasureId, progress.Domain)] = (DomainTally.CodeOf(progress), progress.UpdatedAt, time.Steady());
        }
        else
        {
            failed.TryRemove((erasureId, progress.Domain), out _);
        }
    }

    /// <summary>Parts that failed and wait for a human: those that a sweep counted, and those that failed since. Forgets what it must have seen.</summary>
    public IReadOnlyDictionary<(string Domain, string Code), DomainTally.Parts> Failed(OpenErasures.Tally seen)
    {
        TimeSpan before = seen.Begun - DomainTally.Overlap;
        lock (gate)
        {
            soonest = soonest?.Taken < before ? null : soonest;
        }

        Dictionary<(string Domain, string Code), DomainTally.Parts> all = new(seen.Domains.Failed);
        foreach (((string ErasureId, string Domain) part, (string code, DateTimeOffset at, TimeSpan taken)) in failed)
        {
            if (taken < before)
            {
                failed.TryRemove(KeyValuePair.Create(part, (code, at, taken)));
            }
            else if (!seen.Domains.FailedLately.Contains(part))
            {
                DomainTally.Parts one = new(1, at, part.ErasureId);
                all[(part.Domain, code)] = all.TryGetValue((part.Domain, code), out DomainTally.Parts? others)
                    ? others.Plus(one, isLater: time.OrderOf(at).CompareTo(time.OrderOf(others.At)) > 0)
                    : one;
            }
        }

        return all;
    }
}
