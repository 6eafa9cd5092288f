using System.Collections.Concurrent;
using Erasure.Core.Records;

namespace Erasure.Tests.Shared;

/// <summary>Records in memory whose every call completes at once, and that fail when they are told to.</summary>
internal sealed class MemoryRecords : IRecordStore, IRecordScan
{
    private readonly ConcurrentDictionary<RecordKey, StoredRecord> records = new();

    /// <summary>What the next writes do: null is a write that works.</summary>
    public Queue<Failure?> Writes { get; } = [];

    /// <summary>Every write fails.</summary>
    public bool Down { get; set; }

    public int Reads { get; private set; }

    public enum Failure
    {
        /// <summary>Nothing is written, and the caller is told that it failed.</summary>
        NotWritten,

        /// <summary>It is written, but the caller is told that it failed.</summary>
        WrittenButTold,
    }

    public IReadOnlyCollection<StoredRecord> All => [.. records.Values];

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(records.GetValueOrDefault(key));
    }

    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Failure? failure = Down ? Failure.NotWritten : Writes.TryDequeue(out Failure? next) ? next : null;
        if (failure == Failure.NotWritten)
        {
            return Task.FromException<long?>(new IOException("Throttled."));
        }

        StoredRecord record = new(key, RecordVersion.After(expectedVersion), value.ToArray(), expiresAt);
        bool written = expectedVersion == 0
            ? records.TryAdd(key, record)
            : records.TryGetValue(key, out StoredRecord? now) && now.Version == expectedVersion && records.TryUpdate(key, record, now);
        return failure == Failure.WrittenButTold
            ? Task.FromException<long?>(new IOException("The answer was lost."))
            : Task.FromResult<long?>(written ? record.Version : null);
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) =>
        Task.FromResult(records.TryGetValue(key, out StoredRecord? now) && now.Version == expectedVersion && records.TryRemove(KeyValuePair.Create(key, now)));

    public IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition,
        string sortPrefix,
        string? after = null,
        bool descending = false,
        CancellationToken cancellationToken = default) => records.Values
        .Where(record => record.Key.Partition == partition && record.Key.Sort.StartsWith(sortPrefix, StringComparison.Ordinal))
        .Where(record => after is null || string.CompareOrdinal(record.Key.Sort, after) * (descending ? -1 : 1) > 0)
        .OrderBy(record => record.Key.Sort, Comparer<string>.Create((one, other) => descending ? string.CompareOrdinal(other, one) : string.CompareOrdinal(one, other)))
        .ToAsyncEnumerable();

    public IAsyncEnumerable<StoredRecord> ScanAsync(CancellationToken cancellationToken = default) => All.ToAsyncEnumerable();
}
