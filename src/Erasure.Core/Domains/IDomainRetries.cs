using Erasure.Core.Decisions;

namespace Erasure.Core.Domains;

/// <summary>Has domains try again.</summary>
public interface IDomainRetries
{
    /// <summary>Has a failed or withheld domain try again.</summary>
    Task<CommandResult> RetryAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken);
}
