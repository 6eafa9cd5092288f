using System.Collections.Concurrent;
using Erasure.Core.Records;

namespace Erasure.Core.Alerts;

/// <summary>Records that last as long as the process: for the one alert that can't be written down, since nothing can.</summary>
internal sealed class TransientRecords : IRecordStore
{
    private readonly ConcurrentDictionary<RecordKey, StoredRecord> records = new();

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => Task.FromResult(records.GetValueOrDefault(key));

    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        StoredRecord record = new(key, RecordVersion.After(expectedVersion), value, expiresAt);
        bool isPut = expectedVersion == 0
            ? records.TryAdd(key, record)
            : records.TryGetValue(key, out StoredRecord? before) && before.Version == expectedVersion && records.TryUpdate(key, record, before);
        return Task.FromResult<long?>(isPut ? record.Version : null);
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) =>
        Task.FromResult(records.TryGetValue(key, out StoredRecord? before) && before.Version == expectedVersion && records.TryRemove(KeyValuePair.Create(key, before)));

    public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default)
    {
        IOrderedEnumerable<StoredRecord> found = records.Values
            .Where(record => record.Key.Partition == partition && record.Key.Sort.StartsWith(sortPrefix, StringComparison.Ordinal))
            .Where(record => after is null || (descending ? string.CompareOrdinal(record.Key.Sort, after) < 0 : string.CompareOrdinal(record.Key.Sort, after) > 0))
            .OrderBy(record => record.Key.Sort, StringComparer.Ordinal);
        return (descending ? found.Reverse() : found).ToAsyncEnumerable();
    }
}
