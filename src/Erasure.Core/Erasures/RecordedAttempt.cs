using Erasure.Core.Domains;

namespace Erasure.Core.Erasures;

/// <summary>How far a domain is, as it is on record.</summary>
/// <param name="State">Its state; over where its erasure is.</param>
/// <param name="Attempt">The attempt, from 1 on.</param>
internal sealed record RecordedAttempt(DomainState State, int Attempt);
