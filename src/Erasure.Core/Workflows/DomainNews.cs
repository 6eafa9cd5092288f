using Erasure.Core.Domains;
using Erasure.Core.Erasures;

namespace Erasure.Core.Workflows;

/// <summary>Event from a domain's part to the whole: its state changed.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="State">Its state now.</param>
/// <param name="Attempt">In which attempt.</param>
/// <param name="Outcome">What it said.</param>
public sealed record DomainNews(string Domain, DomainState State, int Attempt, Outcome? Outcome)
{
    /// <summary>Name of the event.</summary>
    public const string EventName = "domain";
}
