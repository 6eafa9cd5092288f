using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Ledger;

namespace Erasure.Core.Erasures.Ending;

/// <summary>The evidence: what was asked, what each domain did, what verification saw. Holds no identifier, and outlives them.</summary>
public sealed record ErasureReport
{
    /// <summary>The erasure.</summary>
    public required ErasureRecord Erasure { get; init; }

    /// <summary>False while the erasure is open.</summary>
    public required bool IsFinal { get; init; }

    /// <summary>Each domain's end.</summary>
    public required IReadOnlyList<DomainReport> Domains { get; init; }

    /// <summary>Mails written, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Mails { get; init; }

    /// <summary>The ledger, oldest first.</summary>
    public required IReadOnlyList<LedgerEntry> Timeline { get; init; }
}

/// <summary>One domain's part of the report.</summary>
/// <param name="Progress">Where it ended.</param>
/// <param name="Details">What its connector tells of its work: the lake's objects with rows erased and what verify saw; null where it tells nothing.</param>
public sealed record DomainReport(DomainProgress Progress, JsonNode? Details);
