using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Erasures;
using Erasure.Core.Records;
using Erasure.Core.Vault;

namespace Erasure.Core.Reconciliation;

/// <summary>Notices another master key than the one with which the records were begun: with it no identifier opens, and nobody is found again.</summary>
/// <remarks>What is kept is derived from the key (HKDF-SHA256) and used for nothing else; the key can't be had from it.</remarks>
public sealed class MasterKeyCheck(IRecordStore records, IMasterKey masterKey)
{
    /// <summary>So many that don't open one after another are no accident.</summary>
    private const int MostTried = 100;

    private static readonly RecordKey Key = new("master-key", "check");

    private byte[] Expected => masterKey.Derive("check");

    /// <summary>Whether it is the key of these records; of records that have none yet it becomes that, unless it opens nothing that is sealed in them.</summary>
    public async Task<bool> HoldsAsync(CancellationToken cancellationToken)
    {
        // Of two hosts that begin at once, the key of one becomes it.
        if (await records.GetAsync(Key, cancellationToken) is null && await OpensAsync(cancellationToken))
        {
            await records.TryPutAsync(Key, Expected, expectedVersion: 0, expiresAt: null, cancellationToken);
        }

        return await FitsAsync(cancellationToken);
    }

    /// <summary>Whether it is the key of these records, as far as they tell. Nothing is written.</summary>
    public async Task<bool> FitsAsync(CancellationToken cancellationToken) => await records.GetAsync(Key, cancellationToken) is { } known
        ? CryptographicOperations.FixedTimeEquals(known.Value.Span, Expected)
        : await OpensAsync(cancellationToken);

    // Records that were begun before check values were kept.
    private async Task<bool> OpensAsync(CancellationToken cancellationToken)
    {
        int tried = 0;
        await foreach (Func<Task<bool>> open in SealedAsync(cancellationToken))
        {
            try
            {
                if (await open())
                {
                    return true;
                }
            }
            catch (CryptographicException) when (++tried < MostTried)
            {
                // One alone may be damaged.
            }
            catch (CryptographicException)
            {
                return false;
            }
        }

        return tried == 0;
    }

    private async IAsyncEnumerable<Func<Task<bool>>> SealedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SubjectVault vault = new(records, masterKey, [], TimeProvider.System);
        ErasureStore erasures = new(records);
        await foreach (string month in erasures.UnsettledMonthsAsync(cancellationToken))
        {
            await foreach (StoredErasure stored in erasures.InMonthAsync(month, cancellationToken).Where(stored => stored.Erasure.IdentifiersDestroyedAt is null))
            {
                yield return async () => await vault.OpenAsync(stored.Erasure.Id, cancellationToken) is not null;
            }
        }

        MatchValues values = new(vault, masterKey);
        await foreach (QueuedMatch match in new QueueStore(records).ListAsync(after: null, cancellationToken).Where(match => match.Values is not null))
        {
            yield return async () => await values.OpenAsync(match, cancellationToken) is not null;
        }
    }
}
