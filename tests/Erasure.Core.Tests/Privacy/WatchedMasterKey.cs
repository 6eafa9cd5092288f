using System.Collections.Concurrent;
using Erasure.Core.Vault;

namespace Erasure.Core.Tests.Privacy;

/// <summary>A master key that remembers the data keys that it wrapped, so that a test can look for them.</summary>
internal sealed class WatchedMasterKey(IMasterKey inner) : IMasterKey
{
    public ConcurrentQueue<byte[]> DataKeys { get; } = new();

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, string context, CancellationToken cancellationToken)
    {
        DataKeys.Enqueue(dataKey.ToArray());
        return inner.WrapAsync(dataKey, context, cancellationToken);
    }

    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string context, CancellationToken cancellationToken) =>
        inner.UnwrapAsync(wrapped, context, cancellationToken);

    public byte[] Derive(string label) => inner.Derive(label);
}
