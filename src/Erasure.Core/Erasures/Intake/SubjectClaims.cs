using Erasure.Core.Records;

namespace Erasure.Core.Erasures.Intake;

/// <summary>What only one live erasure may hold: each identifier of its subject, so that overlapping subjects meet, and its idempotency key. Known by keyed hashes.</summary>
internal sealed class SubjectClaims(IRecordStore records)
{
    public static string ForIdentifier(string hash) => $"identifier/{hash}";

    public static string ForIdempotencyKey(string hash) => $"idempotency/{hash}";

    /// <summary>Who holds it; null where nobody does.</summary>
    public async Task<HeldClaim?> GetAsync(string claim, CancellationToken cancellationToken) =>
        await records.GetAsync(KeyOf(claim), cancellationToken) is { } stored && stored.Read<Claim>() is var held
            ? new HeldClaim(held.ErasureId, held.Fingerprint, stored.Version)
            : null;

    /// <summary>Takes it, if it is free or still held as in <paramref name="stale"/>.</summary>
    public async Task<bool> TryTakeAsync(string claim, string erasureId, string? fingerprint, HeldClaim? stale, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        await records.TryPutAsync(
            KeyOf(claim),
            JsonRecords.ToBytes(new Claim(erasureId, fingerprint)),
            stale?.Version ?? 0,
            expiresAt,
            cancellationToken) is not null;

    /// <summary>Gives it back, if this erasure holds it.</summary>
    public async Task ReleaseAsync(string claim, string erasureId, CancellationToken cancellationToken)
    {
        if (await GetAsync(claim, cancellationToken) is { } held && held.ErasureId == erasureId)
        {
            // If the condition doesn't hold any more, someone took it over: it isn't ours to release.
            await records.TryDeleteAsync(KeyOf(claim), held.Version, cancellationToken);
        }
    }

    private static RecordKey KeyOf(string claim) => new($"claim/{claim}", "holder");

    private sealed record Claim(string ErasureId, string? Fingerprint);
}

/// <summary>A claim and its holder.</summary>
internal sealed record HeldClaim(string ErasureId, string? Fingerprint, long Version);
