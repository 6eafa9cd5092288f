using Erasure.Core.Records;

namespace Erasure.Core.Tests.Records.Moving;

/// <summary>Records of a process that is killed before or after one write of all that its stores make.</summary>
internal sealed class KilledRecords(IRecordStore inner, KilledRecords.Life life) : IRecordStore
{
    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        life.WriteAsync(() => inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken));

    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) =>
        life.WriteAsync(() => inner.TryDeleteAsync(key, expectedVersion, cancellationToken));

    public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default) =>
        inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);

    /// <summary>What is thrown in the place of the process's end.</summary>
    internal sealed class KilledException : Exception;

    /// <summary>A process that is killed at its write of this number; 0 is one that lives.</summary>
    internal sealed class Life(int last, bool before)
    {
        private int writes;

        public async Task<T> WriteAsync<T>(Func<Task<T>> write)
        {
            int number = Interlocked.Increment(ref writes);
            if (last > 0 && (number > last || (before && number == last)))
            {
                throw new KilledException();
            }

            T result = await write();
            return number == last ? throw new KilledException() : result;
        }
    }
}
