namespace Erasure.Core.Erasures;

/// <summary>An erasure as it is stored.</summary>
/// <param name="Erasure">What everyone may see.</param>
/// <param name="SubjectKey">Keyed hash of all identifiers; gone with them.</param>
/// <param name="Claims">The claims it holds on its subject; none once it has ended.</param>
internal sealed record StoredErasure(ErasureRecord Erasure, string? SubjectKey, IReadOnlyList<string> Claims);
