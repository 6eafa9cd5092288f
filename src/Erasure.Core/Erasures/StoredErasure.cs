using Erasure.Core.Erasures.Orchestration;

namespace Erasure.Core.Erasures;

/// <summary>An erasure as it is stored.</summary>
/// <param name="Erasure">What everyone may see.</param>
/// <param name="SubjectKey">Keyed hash of all identifiers; gone with them.</param>
/// <param name="Claims">The claims it holds on its subject; none once it has ended.</param>
internal sealed record StoredErasure(ErasureRecord Erasure, string? SubjectKey, IReadOnlyList<string> Claims)
{
    /// <summary>What humans asked of it, of each command the last: an orchestration that begins again handles what the one before it may not have read. Canceling and closing are in the ledger.</summary>
    public IReadOnlyList<ErasureCommand>? Asked { get; init; }

    /// <summary>When the same was asked for again last while it ran; null where it wasn't.</summary>
    public DateTimeOffset? AskedAgainAt { get; init; }
}
