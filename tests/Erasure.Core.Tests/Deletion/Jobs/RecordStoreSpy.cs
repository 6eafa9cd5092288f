using System.Collections.Concurrent;
using Erasure.Core.Records;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>A record store that lets a test act after each write, and tells what was asked of it.</summary>
internal sealed class RecordStoreSpy(IRecordStore inner, Func<Task>? boundary = null) : IRecordStore
{
    private readonly Func<Task> boundary = boundary ?? (() => Task.CompletedTask);
    private int gets;

    public int Gets => gets;

    /// <summary>Prefixes of the records that were asked for together.</summary>
    public ConcurrentBag<string> Queried { get; } = [];

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref gets);
        return inner.GetAsync(key, cancellationToken);
    }

    public async Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        long? version = await inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);
        await boundary();
        return version;
    }

    public async Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        bool deleted = await inner.TryDeleteAsync(key, expectedVersion, cancellationToken);
        await boundary();
        return deleted;
    }

    public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default)
    {
        Queried.Add(sortPrefix);
        return inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);
    }
}
