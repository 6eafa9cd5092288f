using Erasure.Core.Domains;

namespace Erasure.Core.Erasures.Parts;

/// <summary>Event from a domain's sub-orchestration to the erasure's orchestration: its state changed; or from the reconciler, about a sub-orchestration that is gone.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="State">Its state now.</param>
/// <param name="Attempt">In which attempt.</param>
/// <param name="Outcome">What it said.</param>
/// <param name="GoneAt">When the sub-orchestration was found to be gone; null where it sent this itself.</param>
public sealed record DomainStatusEvent(string Domain, DomainState State, int Attempt, Outcome? Outcome, DateTimeOffset? GoneAt = null)
{
    /// <summary>Name of the event.</summary>
    public const string EventName = "domain";
}
