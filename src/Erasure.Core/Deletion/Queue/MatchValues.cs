using System.Security.Cryptography;
using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Queue;

/// <summary>Seals and opens the values of queued matches: in the vault of the erasure, or in an envelope of the match's own.</summary>
/// <remarks>A simple match has one value under an empty name, a composite one has values by column, an erasure's by identifier.</remarks>
internal sealed class MatchValues(SubjectVault vault, IMasterKey masterKey)
{
    /// <summary>The name of a simple match's value.</summary>
    public const string Any = "";

    /// <summary>Seals the values of the match of that id.</summary>
    public async Task<SealedEnvelope> SealAsync(string matchId, Sealed<Subject> values, CancellationToken cancellationToken)
    {
        byte[] plain = JsonSerializer.SerializeToUtf8Bytes(values.Open().Identifiers, DurableJson.Options);
        try
        {
            return await SealedEnvelope.SealAsync(masterKey, plain, ContextOf(matchId), cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The values; null where they are destroyed, and nothing is owed any more.</summary>
    /// <exception cref="CryptographicException">They were sealed under another master key, or changed.</exception>
    public async Task<Sealed<Subject>?> OpenAsync(QueuedMatch match, CancellationToken cancellationToken)
    {
        if (match.Values is not { } envelope)
        {
            return (await vault.OpenAsync(match.ErasureId!, cancellationToken))?.Subject;
        }

        byte[] plain = await envelope.OpenAsync(masterKey, ContextOf(match.Id), cancellationToken);
        try
        {
            return new Sealed<Subject>(new Subject(JsonSerializer.Deserialize<Dictionary<string, string>>(plain, DurableJson.Options)!));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static string ContextOf(string matchId) => $"match/{matchId}";
}
