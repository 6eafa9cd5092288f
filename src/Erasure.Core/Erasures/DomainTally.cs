using Erasure.Core.Clocks;
using Erasure.Core.Domains;

namespace Erasure.Core.Erasures;

/// <summary>How domains fare with open erasures.</summary>
/// <param name="now">When the sweep began.</param>
/// <param name="time">The clock.</param>
internal sealed class DomainTally(DateTimeOffset now, TimeProvider time)
{
    /// <summary>Checks without an end that make a domain stuck, in so much time: polled every six hours.</summary>
    private const int MostChecks = 8;

    /// <summary>Longer than a record takes to be written: what is older than that when a sweep begins, the sweep sees.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromDays(2);

    private readonly Dictionary<(string Domain, string Code), Parts> failed = [];
    private readonly Dictionary<string, Parts> asked = new(StringComparer.Ordinal);
    private readonly HashSet<(string ErasureId, string Domain)> failedLately = [];
    private readonly HashSet<string> finishing = new(StringComparer.Ordinal);

    /// <summary>Parts that failed and wait for a human: the latest.</summary>
    public IReadOnlyDictionary<(string Domain, string Code), Parts> Failed => failed;

    /// <summary>Those of them that failed while the sweep ran, or just before.</summary>
    public IReadOnlySet<(string ErasureId, string Domain)> FailedLately => failedLately;

    /// <summary>Domains that were asked often about some part and have finished none lately: since when, and of which erasure, it is the longest.</summary>
    public IReadOnlyDictionary<string, Parts> Stuck => asked.Where(domain => !finishing.Contains(domain.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>Why a part failed, by a code that a metric may have.</summary>
    public static string CodeOf(DomainProgress part) => DomainSpans.CodeOf(part.Outcome is Outcome.Failed { Code: var code } ? code : "unknown");

    /// <summary>Adds an open erasure's parts.</summary>
    public void Add(ErasureRecord erasure, IReadOnlyList<DomainProgress> progress)
    {
        foreach (DomainProgress part in progress)
        {
            Parts one = new(1, part.UpdatedAt, erasure.Id);
            switch (part)
            {
                case { State: DomainState.Failed }:
                    (string, string) key = (part.Domain, CodeOf(part));
                    if (part.UpdatedAt >= now - Overlap)
                    {
                        failedLately.Add((erasure.Id, part.Domain));
                    }

                    failed[key] = failed.TryGetValue(key, out Parts? others) ? others.Plus(one, isLater: time.OrderOf(one.At).CompareTo(time.OrderOf(others.At)) > 0) : one;
                    break;
                case { State: DomainState.Submitted, Checks: >= MostChecks } when part.UpdatedAt <= now - Patience:
                    asked[part.Domain] = asked.TryGetValue(part.Domain, out Parts? longer) ? longer.Plus(one, isLater: one.At < longer.At) : one;
                    break;
                case { State: DomainState.Erased or DomainState.NothingFound or DomainState.Withheld } when part.UpdatedAt > now - Patience:
                    finishing.Add(part.Domain);
                    break;
            }
        }
    }

    /// <summary>Adds an erasure that is done with.</summary>
    public void AddEnded(ErasureRecord erasure)
    {
        if (erasure.State == ErasureState.Completed && erasure.EndedAt > now - Patience)
        {
            finishing.UnionWith(erasure.Domains);
        }
    }

    /// <summary>Parts of a domain.</summary>
    /// <param name="Erasures">How many.</param>
    /// <param name="At">When the one that is shown came into its state.</param>
    /// <param name="ErasureId">Of which erasure that is.</param>
    public sealed record Parts(long Erasures, DateTimeOffset At, string ErasureId)
    {
        /// <summary>With one more, which is shown from now on where it is the later.</summary>
        public Parts Plus(Parts one, bool isLater) => (isLater ? one : this) with { Erasures = Erasures + 1 };
    }
}
