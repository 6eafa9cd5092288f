using System.Security.Cryptography;
using Erasure.Core.Records;

namespace Erasure.Core.Vault;

/// <summary>Notices another master key than the one with which the records were begun: with it no identifier opens, and nobody is found again.</summary>
/// <remarks>What is kept is derived from the key (HKDF-SHA256) and used for nothing else; the key can't be had from it.</remarks>
public sealed class MasterKeyCheck(IRecordStore records, IMasterKey masterKey)
{
    private static readonly RecordKey Key = new("master-key", "check");

    /// <summary>Whether it is the key of these records; of records that have none yet it becomes that.</summary>
    public async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        byte[] expected = masterKey.Derive("check");
        StoredRecord? known = await records.GetAsync(Key, cancellationToken);
        if (known is null && await records.TryPutAsync(Key, expected, expectedVersion: 0, expiresAt: null, cancellationToken) is null)
        {
            known = await records.GetAsync(Key, cancellationToken);
        }

        return known is null || CryptographicOperations.FixedTimeEquals(known.Value.Span, expected);
    }
}
