namespace Erasure.Tests.Shared.Upgrades;

/// <summary>A call that a stub domain got.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="User">Whom it was about.</param>
/// <param name="Key">The Idempotency-Key; null where there was none.</param>
/// <param name="Answer">What it said.</param>
internal sealed record StubCall(string Domain, string User, string? Key, StubAnswer Answer);
