using Erasure.Core.Deadlines;
using Erasure.Core.Domains;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures.Intake;

/// <summary>A valid request, worked out: the erasure that it would become, and what that must be the only one to hold.</summary>
/// <param name="Stored">The erasure.</param>
/// <param name="Idempotency">Claim on the caller's key; null where there is none.</param>
/// <param name="Fingerprint">Keyed hash of the whole request, for telling whether a key is used again for the same.</param>
internal sealed record IntakeDraft(StoredErasure Stored, string? Idempotency, string Fingerprint)
{
    /// <summary>The same person, in the same domains.</summary>
    public bool AsksTheSameAs(StoredErasure other) =>
        Stored.SubjectKey == other.SubjectKey && Stored.Erasure.Domains.SequenceEqual(other.Erasure.Domains);
}

/// <summary>Works requests out.</summary>
internal sealed class IntakeDrafts(IReadOnlyList<DomainConfiguration> domains, DeadlineCalculator deadlines, KeyedHashes hashes, TimeProvider time)
{
    /// <summary>The draft of a valid request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="askedAt">The time that its id tells.</param>
    public IntakeDraft Make(IntakeRequest request, DateTimeOffset askedAt)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset receivedAt = request.ReceivedAt is { } asked && asked < now ? asked.ToUniversalTime() : now;
        KeyValuePair<string, string>[] identifiers = [.. request.Subject.Open().Identifiers.OrderBy(i => i.Key, StringComparer.Ordinal)];
        string subjectKey = hashes.Hash("subject", [.. identifiers.SelectMany(i => new[] { i.Key, i.Value })]);
        ErasureRecord erasure = new()
        {
            Id = ErasureId.New(askedAt),
            ReceivedAt = receivedAt,
            Deadline = deadlines.DeadlineOf(receivedAt),
            Domains = [.. domains.Select(domain => domain.Name).Where(name => request.Domains?.Contains(name) ?? true)],
            Reference = request.Reference,
        };

        // In one order for everyone: of two requests that overlap, one gets everything that it needs.
        string[] claims = [.. identifiers.Select(i => SubjectClaims.ForIdentifier(hashes.Hash("claim", i.Key, i.Value))).Order(StringComparer.Ordinal)];
        return new IntakeDraft(
            new StoredErasure(erasure, subjectKey, claims),
            request.IdempotencyKey is { } key ? SubjectClaims.ForIdempotencyKey(hashes.Hash("idempotency", key.Open())) : null,
            hashes.Hash("request", [subjectKey, request.RequesterEmail?.Open(), request.Reference, request.ReceivedAt?.ToString("O"), .. erasure.Domains]));
    }
}
