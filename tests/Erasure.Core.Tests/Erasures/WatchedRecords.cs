using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Erasure.Core.Records;

namespace Erasure.Core.Tests.Erasures;

/// <summary>A record store that remembers what was written to it, by this host and the one before, and fails at the write that a test names, before or after it is done.</summary>
internal sealed class WatchedRecords(IRecordStore inner, WatchedRecords? before) : IRecordStore
{
    private readonly Lock gate = new();
    private int writesLeft = int.MaxValue;
    private bool afterwards;

    /// <summary>Every key and value that was ever written, as text.</summary>
    public ConcurrentQueue<string> Written { get; } = before?.Written ?? new();

    public ConcurrentDictionary<RecordKey, bool> Keys { get; } = before?.Keys ?? new();

    /// <summary>Writes that fail for as long as this says so.</summary>
    public Func<RecordKey, bool> Refuses { get; set; } = _ => false;

    /// <summary>The write that was to fail has come.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Fails once, at the write of that number from now on.</summary>
    public void FailAt(int write, bool afterwards)
    {
        lock (gate)
        {
            writesLeft = write;
            this.afterwards = afterwards;
            HasFailed = false;
        }
    }

    public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        Written.Enqueue($"{key.Partition} {key.Sort} {Encoding.UTF8.GetString(value.Span)}");
        Keys[key] = true;
        return Refuses(key)
            ? throw new IOException("The store refuses.")
            : WriteAsync(() => inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken));
    }

    public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.TryDeleteAsync(key, expectedVersion, cancellationToken));

    public async IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition, string sortPrefix, string? after = null, bool descending = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoredRecord record in inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken))
        {
            yield return record;
        }
    }

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        bool fails;
        lock (gate)
        {
            fails = --writesLeft == 0;
            HasFailed |= fails;
        }

        if (!fails)
        {
            return await write();
        }

        if (afterwards)
        {
            await write();
        }

        throw new IOException("The store went away.");
    }
}
