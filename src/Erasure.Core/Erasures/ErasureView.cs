using Erasure.Core.Domains;
using Erasure.Core.Ledger;

namespace Erasure.Core.Erasures;

/// <summary>An erasure with its domains and what happened, for the status page and API.</summary>
/// <param name="Erasure">The erasure.</param>
/// <param name="IsOverdue">Open past its deadline.</param>
/// <param name="Domains">Each domain's progress.</param>
/// <param name="Timeline">The ledger's entries, oldest first.</param>
public sealed record ErasureView(ErasureRecord Erasure, bool IsOverdue, IReadOnlyList<DomainProgress> Domains, IReadOnlyList<LedgerEntry> Timeline);
