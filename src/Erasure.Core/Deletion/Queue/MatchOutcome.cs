using Erasure.Core.Domains;

namespace Erasure.Core.Deletion.Queue;

/// <summary>What a job came to for an erasure's match.</summary>
/// <param name="Attempt">The erasure's attempt that it answers.</param>
/// <param name="JobId">The job.</param>
/// <param name="Outcome">What the domain says.</param>
public sealed record MatchOutcome(int Attempt, string JobId, Outcome Outcome);
