using Erasure.Core.Objects;
using Erasure.Parquet;

namespace Erasure.Core.Tests.ErasedMeansErased;

/// <summary>A store that fails in every way that a store has, as long as it is told to.</summary>
internal sealed class FaultyStore(IObjectStore inner, Chances chances) : IObjectStore
{
    private static readonly string[] Reasons = ["access-denied", "no-answer", "throttled", "io"];

    /// <summary>How many of a hundred calls fail.</summary>
    public int Faults { get; set; }

    public Task LocateAsync(string folder, CancellationToken cancellationToken)
    {
        FailNowAndThen();
        return inner.LocateAsync(folder, cancellationToken);
    }

    public Task<string?> PlaceAsync(string folder, CancellationToken cancellationToken) => inner.PlaceAsync(folder, cancellationToken);

    public Task<bool> TryRemoveEmptyFolderAsync(string folder, CancellationToken cancellationToken) => inner.TryRemoveEmptyFolderAsync(folder, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => ListAsync(prefix, after: null, cancellationToken);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FailNowAndThen();
        if (!prefix.Contains('.', StringComparison.Ordinal) && chances.Of(Faults))
        {
            // As if nothing were in the folder: a volume that isn't mounted. Of one object the listing and the opening don't both lie.
            yield break;
        }

        await foreach (ObjectInfo info in inner.ListAsync(prefix, after, cancellationToken))
        {
            yield return info;
            FailNowAndThen();
        }
    }

    public async Task<IOpenObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        FailNowAndThen();
        return !chances.Of(Faults) && await inner.OpenAsync(key, cancellationToken) is { } open ? new FaultyObject(open, this) : null;
    }

    public async Task<ObjectInfo?> TryReplaceAsync(IOpenObject original, RewritePlan plan, CancellationToken cancellationToken)
    {
        FailNowAndThen();
        if (chances.Of(Faults))
        {
            return null;
        }

        ObjectInfo? successor = await inner.TryReplaceAsync(((FaultyObject)original).Inner, plan, cancellationToken);
        FailNowAndThen();
        return successor;
    }

    public async Task<bool> TryDeleteAsync(IOpenObject original, CancellationToken cancellationToken)
    {
        FailNowAndThen();
        return await inner.TryDeleteAsync(((FaultyObject)original).Inner, cancellationToken);
    }

    private void FailNowAndThen()
    {
        if (chances.Of(Faults))
        {
            throw chances.Of(20) ? new IOException("The store went away.") : new Refusal(chances.Among(Reasons));
        }
    }

    private sealed class FaultyObject(IOpenObject inner, FaultyStore store) : IOpenObject
    {
        public IOpenObject Inner => inner;

        public ObjectInfo Info => inner.Info;

        public long Length => inner.Length;

        public ValueTask ReadAsync(long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            store.FailNowAndThen();
            return inner.ReadAsync(offset, destination, cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Refusal(string reason) : StoreException($"The store said {reason}.")
    {
        public override string Reason => reason;
    }
}
