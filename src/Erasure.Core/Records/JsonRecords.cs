using System.Text.Json;
using Erasure.Core.Durable;

namespace Erasure.Core.Records;

/// <summary>Records as JSON.</summary>
internal static class JsonRecords
{
    /// <summary>The record's value as bytes.</summary>
    public static byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, DurableJson.Options);

    /// <summary>What the record says.</summary>
    /// <exception cref="InvalidDataException">It says nothing.</exception>
    public static T Read<T>(this StoredRecord record) =>
        JsonSerializer.Deserialize<T>(record.Value.Span, DurableJson.Options)
        ?? throw new InvalidDataException($"Record '{record.Key.Sort}' in '{record.Key.Partition}' holds null instead of a {typeof(T).Name}.");

    /// <summary>Writes the record if there is none.</summary>
    /// <returns>False where there is one.</returns>
    public static async Task<bool> TryAddAsync<T>(this IRecordStore records, RecordKey key, T value, CancellationToken cancellationToken, DateTimeOffset? expiresAt = null) =>
        await records.TryPutAsync(key, ToBytes(value), expectedVersion: 0, expiresAt, cancellationToken) is not null;

    /// <summary>Changes the record, again and again until no one else did in between.</summary>
    /// <param name="records">The store.</param>
    /// <param name="key">The record.</param>
    /// <param name="change">From what it says (null where there is none) to what it shall say; null leaves it as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What it says now; null where there is none.</returns>
    public static async Task<T?> ChangeAsync<T>(this IRecordStore records, RecordKey key, Func<T?, T?> change, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            StoredRecord? stored = await records.GetAsync(key, cancellationToken);
            T? before = stored?.Read<T>();
            T? after = change(before);
            if (after is null || after.Equals(before)
                || await records.TryPutAsync(key, ToBytes(after), stored?.Version ?? 0, stored?.ExpiresAt, cancellationToken) is not null)
            {
                return after ?? before;
            }
        }
    }

    /// <summary>Deletes the record, whatever it says.</summary>
    public static async Task DeleteAsync(this IRecordStore records, RecordKey key, CancellationToken cancellationToken)
    {
        while (await records.GetAsync(key, cancellationToken) is { } stored
            && !await records.TryDeleteAsync(key, stored.Version, cancellationToken))
        {
            // Changed in between: read its new version and try again.
        }
    }
}
