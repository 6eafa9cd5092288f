namespace Erasure.Core.Erasures;

/// <summary>A page of erasures and where the next one begins; null at the end.</summary>
public sealed record ErasurePage(IReadOnlyList<ErasureRecord> Erasures, string? Continuation);
