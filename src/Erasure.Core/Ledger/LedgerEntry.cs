namespace Erasure.Core.Ledger;

/// <summary>One line of the append-only record of what happened. Pseudonymous.</summary>
/// <param name="Sequence">1, 2, 3, ... within its erasure.</param>
/// <param name="At">When.</param>
/// <param name="Event">What, as a stable word such as <c>received</c> or <c>domain-erased</c>.</param>
/// <param name="Domain">In which domain; null for the whole.</param>
/// <param name="Details">Codes, counts and names that tell more; never a value of the subject.</param>
public sealed record LedgerEntry(long Sequence, DateTimeOffset At, string Event, string? Domain, IReadOnlyDictionary<string, string>? Details);
