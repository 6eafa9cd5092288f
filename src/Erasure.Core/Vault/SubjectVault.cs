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

    /// <summary>Seals who is to be erased; what is in the vault already stays.</summary>
    public async Task SealAsync(string erasureId, Sealed<Subject> subject, Sealed<string>? requesterEmail, CancellationToken cancellationToken)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(new VaultContents(subject.Open().Identifiers, requesterEmail?.Open()), DurableJson.Options);
        try
        {
            SealedEnvelope envelope = await SealedEnvelope.SealAsync(masterKey, plain, Context(erasureId), cancellationToken);
            await records.TryAddAsync(KeyOf(erasureId), envelope, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Who is to be erased; null once that is destroyed.</summary>
    /// <exception cref="CryptographicException">The vault was sealed under another master key, or changed.</exception>
    public async Task<VaultedSubject?> OpenAsync(string erasureId, CancellationToken cancellationToken)
    {
        if (await records.GetAsync(KeyOf(erasureId), cancellationToken) is not { Value.IsEmpty: false } stored)
        {
            return null;
        }

        byte[] plain = await stored.Read<SealedEnvelope>().OpenAsync(masterKey, Context(erasureId), cancellationToken);
        try
        {
            VaultContents contents = JsonSerializer.Deserialize<VaultContents>(plain, DurableJson.Options)!;
            return new VaultedSubject(
                new Sealed<Subject>(new Subject(contents.Identifiers)),
                contents.RequesterEmail is { } email ? new Sealed<string>(email) : null);
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

    private static RecordKey KeyOf(string erasureId) => new($"vault/{erasureId}", "subject");

    private static string Context(string erasureId) => $"vault/{erasureId}";

    private sealed record VaultContents(IReadOnlyDictionary<string, string> Identifiers, string? RequesterEmail);
}

/// <summary>What came out of the vault.</summary>
public sealed record VaultedSubject(Sealed<Subject> Subject, Sealed<string>? RequesterEmail);
