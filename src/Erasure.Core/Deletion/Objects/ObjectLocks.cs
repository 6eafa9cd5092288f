using System.Globalization;
using Erasure.Core.Deletion.Workflow;
using Erasure.Core.Lake;
using Erasure.Core.Locks;
using Erasure.Core.Vault;

namespace Erasure.Core.Deletion.Objects;

/// <summary>Keeps jobs from doing the same work on one object at once. Only that: what keeps its bytes right is the store's conditional replacement.</summary>
internal sealed class ObjectLocks(LeaseLocks locks, KeyedHashes hashes, LakeConfiguration? lake = null)
{
    /// <summary>Names of locks: their records stay for ever, so there is not one for each object.</summary>
    private const int Stripes = 4096;

    /// <summary>Takes the object's lock, unless that is switched off or this is the object's last chance.</summary>
    /// <exception cref="StepFailedException">Somebody else holds it.</exception>
    public async Task<IAsyncDisposable> AcquireAsync(ObjectWork work, CancellationToken cancellationToken)
    {
        if (!lake!.Job.LockObjects || work.IsLast)
        {
            return Unlocked.Instance;
        }

        string hash = hashes.Hash("object-lock", work.Mapper.Bucket, work.Key);
        int stripe = int.Parse(hash.AsSpan(0, 7), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % Stripes;
        return await locks.TryAcquireAsync(string.Create(CultureInfo.InvariantCulture, $"object-{stripe}"), cancellationToken)
            ?? throw new StepFailedException("busy", "Another job works on it.");
    }

    private sealed class Unlocked : IAsyncDisposable
    {
        public static readonly Unlocked Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
