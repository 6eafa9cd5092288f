using System.Security.Cryptography;
using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Records;
using Erasure.Core.Subjects;

namespace Erasure.Core.Vault;

/// <summary>Where the identifiers live until the erasure ends: sealed under a data key of its own, which the master key wraps.</summary>
public sealed class SubjectVault(IRecordStore records, IMasterKey masterKey, IEnumerable<IErasesTraces> stores, TimeProvider time)
{
    /// <summary>How long the place of what was destroyed stays taken, so that no writer who is late fills it again.</summary>
    private static readonly TimeSpan Barred = TimeSpan.FromDays(1);

    /// <summary>Seals who is to be erased, and who asked; what is in the vault already stays.</summary>
    /// <returns>False where something is.</returns>
    public async Task<bool> SealAsync(string erasureId, Sealed<Subject> subject, Requester? requester, CancellationToken cancellationToken) =>
        await TryPutAsync(erasureId, new VaultedSubject(subject, requester is null ? [] : [requester]), expectedVersion: 0, cancellationToken);

    /// <summary>Seals who else asked for the same, after those who are in the vault.</summary>
    /// <returns>Whether he is in it now; false where there are <paramref name="most"/> already; null where the identifiers are destroyed.</returns>
    public async Task<bool?> TryAddRequesterAsync(string erasureId, Requester requester, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await records.GetAsync(KeyOf(erasureId), cancellationToken) is not { Value.IsEmpty: false } stored)
            {
                return null;
            }

            VaultedSubject vaulted = await OpenAsync(erasureId, stored, cancellationToken);
            if (vaulted.Requesters.Any(known => string.Equals(known.Email.Open(), requester.Email.Open(), StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }

            if (vaulted.Requesters.Count >= most)
            {
                return false;
            }

            if (await TryPutAsync(erasureId, vaulted with { Requesters = [.. vaulted.Requesters, requester] }, stored.Version, cancellationToken))
            {
                return true;
            }
        }
    }

    /// <summary>Who is to be erased; null once that is destroyed.</summary>
    /// <exception cref="CryptographicException">The vault was sealed under another master key, or changed.</exception>
    public async Task<VaultedSubject?> OpenAsync(string erasureId, CancellationToken cancellationToken)
    {
        return await records.GetAsync(KeyOf(erasureId), cancellationToken) is { Value.IsEmpty: false } stored ? await OpenAsync(erasureId, stored, cancellationToken) : null;
    }

    private async Task<VaultedSubject> OpenAsync(string erasureId, StoredRecord stored, CancellationToken cancellationToken)
    {
        byte[] plain = await stored.Read<SealedEnvelope>().OpenAsync(masterKey, Context(erasureId), cancellationToken);
        try
        {
            VaultContents contents = JsonSerializer.Deserialize<VaultContents>(plain, DurableJson.Options)!;
            return new VaultedSubject(
                new Sealed<Subject>(new Subject(contents.Identifiers)),
                [
                    .. contents.RequesterEmail is { } email ? (Requester[])[new Requester(new Sealed<string>(email))] : [],
                    .. contents.Requesters?.Select(asked => new Requester(new Sealed<string>(asked.Email), asked.Reference)) ?? [],
                ]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Destroys the identifiers: when this returns, they are in no file of the store.</summary>
    public async Task DestroyAsync(string erasureId, CancellationToken cancellationToken)
    {
        StoredRecord? stored;
        do
        {
            stored = await records.GetAsync(KeyOf(erasureId), cancellationToken);
        }
        while (stored is not { Value.IsEmpty: true }
            && await records.TryPutAsync(KeyOf(erasureId), ReadOnlyMemory<byte>.Empty, stored?.Version ?? 0, time.GetUtcNow() + Barred, cancellationToken) is null);

        foreach (IErasesTraces store in stores)
        {
            await store.EraseTracesAsync(cancellationToken);
        }
    }

    private async Task<bool> TryPutAsync(string erasureId, VaultedSubject vaulted, long expectedVersion, CancellationToken cancellationToken)
    {
        VaultContents contents = new(
            vaulted.Subject.Open().Identifiers,
            RequesterEmail: null,
            [.. vaulted.Requesters.Select(requester => new RequesterContents(requester.Email.Open(), requester.Reference))]);
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(contents, DurableJson.Options);
        try
        {
            SealedEnvelope envelope = await SealedEnvelope.SealAsync(masterKey, plain, Context(erasureId), cancellationToken);
            return await records.TryPutAsync(KeyOf(erasureId), JsonRecords.ToBytes(envelope), expectedVersion, expiresAt: null, cancellationToken) is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static RecordKey KeyOf(string erasureId) => new($"vault/{erasureId}", "subject");

    private static string Context(string erasureId) => $"vault/{erasureId}";

    /// <param name="Identifiers">Of the person.</param>
    /// <param name="RequesterEmail">Who asked, as versions wrote it that knew one only.</param>
    /// <param name="Requesters">Who asked, in the order in which they did.</param>
    private sealed record VaultContents(IReadOnlyDictionary<string, string> Identifiers, string? RequesterEmail, IReadOnlyList<RequesterContents>? Requesters);

    private sealed record RequesterContents(string Email, string? Reference);
}

/// <summary>Who asked for an erasure, and is told of it.</summary>
/// <param name="Email">Where.</param>
/// <param name="Reference">The reference that came with it.</param>
public sealed record Requester(Sealed<string> Email, string? Reference = null);

/// <summary>What came out of the vault.</summary>
/// <param name="Subject">Who is to be erased.</param>
/// <param name="Requesters">Who asked, in the order in which they did; empty where no address was given.</param>
public sealed record VaultedSubject(Sealed<Subject> Subject, IReadOnlyList<Requester> Requesters)
{
    /// <summary>Where who asked is told.</summary>
    internal IReadOnlyList<Sealed<string>> Addresses => [.. Requesters.Select(requester => requester.Email)];
}
