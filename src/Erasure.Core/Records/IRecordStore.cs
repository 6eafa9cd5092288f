namespace Erasure.Core.Records;

/// <summary>Where our own state lives: single records, each changed only on the version that was read. SQLite on one machine, DynamoDB on AWS.</summary>
/// <remarks>What a write returned from is durable. There are no transactions over several records: callers order their writes so that a crash between two of them can be made good.</remarks>
public interface IRecordStore
{
    /// <summary>The record, or null where there is none. Reads what was last written.</summary>
    Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>Writes the record if it still has <paramref name="expectedVersion"/>; 0 means that it must not exist.</summary>
    /// <returns>The new version, above zero and never used before for this key, by a record that was deleted neither (<see cref="RecordVersion"/>); null where the condition doesn't hold.</returns>
    Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>Deletes the record if it still has <paramref name="expectedVersion"/>.</summary>
    /// <returns>False where the condition doesn't hold.</returns>
    Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>The records of a partition whose sort key begins with <paramref name="sortPrefix"/>, in ordinal order of the sort key's UTF-8.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="sortPrefix">What sort keys begin with; empty for all.</param>
    /// <param name="after">Start after this sort key (before it, where <paramref name="descending"/>); null for the beginning.</param>
    /// <param name="descending">Last first.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default);
}

/// <summary>Where a record is. Never holds an identifier: keyed hashes do.</summary>
public readonly record struct RecordKey(string Partition, string Sort);

/// <summary>A record as it was read. Expiry is clean-up only: an expired record may still be read.</summary>
public sealed record StoredRecord(RecordKey Key, long Version, ReadOnlyMemory<byte> Value, DateTimeOffset? ExpiresAt);
