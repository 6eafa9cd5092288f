using Erasure.Core.Domains;

namespace Erasure.Core.Erasures;

/// <summary>Readings of the states.</summary>
public static class ErasureStates
{
    /// <summary>The domain's part is over.</summary>
    public static bool IsOver(this DomainState state) =>
        state is DomainState.Erased or DomainState.NothingFound or DomainState.Resolved or DomainState.Closed or DomainState.Canceled;

    /// <summary>The erasure is over.</summary>
    public static bool IsOver(this ErasureState state) =>
        state is ErasureState.Completed or ErasureState.Failed or ErasureState.Canceled;

    /// <summary>The state of an erasure whose domains are in these: the worst that a human should know of.</summary>
    public static ErasureState Overall(this IReadOnlyCollection<DomainState> domains)
    {
        if (domains.All(IsOver))
        {
            return domains.Contains(DomainState.Canceled) ? ErasureState.Canceled
                : domains.Contains(DomainState.Closed) ? ErasureState.Failed
                : ErasureState.Completed;
        }

        return domains.Contains(DomainState.Failed) ? ErasureState.ActionRequired
            : domains.All(state => state is DomainState.Withheld || state.IsOver()) ? ErasureState.Withheld
            : ErasureState.Running;
    }
}
