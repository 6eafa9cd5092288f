using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Erasure.Core.Records;

namespace Erasure.Aws.DynamoDb;

/// <summary>Records as items of one table. Reads are consistent; each write is one conditional write of one item.</summary>
/// <remarks>
/// The SDK repeats a request whose answer was lost, and the repetition of a write that succeeded fails its own condition.
/// So each write carries a token, and a failed condition is looked into: finding the own token means success.
/// A delete whose answer was lost answers false; the caller reads again and finds the record gone.
/// </remarks>
public sealed class DynamoDbRecordStore(IAmazonDynamoDB client, DynamoDbTableOptions options) : IRecordStore, IRecordScan
{
    /// <summary>The largest value in bytes: DynamoDB's 400 KB an item, less the room that keys and the other attributes take.</summary>
    public const int MaxValueLength = 390 * 1024;

    /// <inheritdoc/>
    public async Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        Dictionary<string, AttributeValue>? item = await ReadAsync(key, cancellationToken);
        return item is null ? null : ToRecord(item);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The value is longer than <see cref="MaxValueLength"/>.</exception>
    public async Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        if (value.Length > MaxValueLength)
        {
            throw new ArgumentException($"A record holds at most {MaxValueLength} bytes in DynamoDB, this one has {value.Length}.", nameof(value));
        }

        string writer = Guid.NewGuid().ToString("N");
        long version = RecordVersion.After(expectedVersion);
        Dictionary<string, AttributeValue> item = ItemKey(key);
        item[RecordAttributes.Version] = Number(version);
        item[RecordAttributes.Value] = new() { B = new MemoryStream(value.ToArray(), writable: false) };
        item[RecordAttributes.Writer] = new() { S = writer };
        if (expiresAt is { } expires)
        {
            // Rounded up: DynamoDB counts in seconds, and nothing may go before its time.
            item[RecordAttributes.Expires] = Number((expires.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        }

        PutItemRequest request = new() { TableName = options.Table, Item = item };
        if (expectedVersion == 0)
        {
            request.ConditionExpression = $"attribute_not_exists({RecordAttributes.Partition})";
        }
        else
        {
            (request.ConditionExpression, request.ExpressionAttributeNames, request.ExpressionAttributeValues) = HasVersion(expectedVersion);
        }

        try
        {
            await client.PutItemAsync(request, cancellationToken);
            return version;
        }
        catch (ConditionalCheckFailedException)
        {
            Dictionary<string, AttributeValue>? stored = await ReadAsync(key, cancellationToken);
            return stored is not null && stored.TryGetValue(RecordAttributes.Writer, out AttributeValue? by) && by.S == writer ? version : null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        DeleteItemRequest request = new() { TableName = options.Table, Key = ItemKey(key) };
        (request.ConditionExpression, request.ExpressionAttributeNames, request.ExpressionAttributeValues) = HasVersion(expectedVersion);
        try
        {
            await client.DeleteItemAsync(request, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> QueryAsync(
        string partition, string sortPrefix, string? after = null, bool descending = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SortRange range = new(sortPrefix, after, descending);
        if (range.IsEmpty)
        {
            yield break;
        }

        QueryRequest request = new()
        {
            TableName = options.Table,
            ConsistentRead = true,
            ScanIndexForward = !descending,
            KeyConditionExpression = $"{RecordAttributes.Partition} = :p AND begins_with({RecordAttributes.Sort}, :s)",
            ExpressionAttributeValues = new() { [":p"] = new() { S = partition }, [":s"] = new() { S = SortKey(sortPrefix) } },
            ExclusiveStartKey = range.Start is { } start ? ItemKey(new(partition, start)) : null,
        };
        do
        {
            QueryResponse page = await client.QueryAsync(request, cancellationToken);
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                yield return ToRecord(item);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRecord> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ScanRequest request = new() { TableName = options.Table, ConsistentRead = true };
        do
        {
            ScanResponse page = await client.ScanAsync(request, cancellationToken);
            foreach (Dictionary<string, AttributeValue> item in page.Items ?? [])
            {
                yield return ToRecord(item);
            }

            request.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (request.ExclusiveStartKey is { Count: > 0 });
    }

    private static (string Condition, Dictionary<string, string> Names, Dictionary<string, AttributeValue> Values) HasVersion(long version) =>
        ("#v = :v", new() { ["#v"] = RecordAttributes.Version }, new() { [":v"] = Number(version) });

    private static Dictionary<string, AttributeValue> ItemKey(RecordKey key) => new()
    {
        [RecordAttributes.Partition] = new() { S = key.Partition },
        [RecordAttributes.Sort] = new() { S = SortKey(key.Sort) },
    };

    private static string SortKey(string sort) => "/" + sort;

    private static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    private static StoredRecord ToRecord(Dictionary<string, AttributeValue> item) => new(
        new RecordKey(item[RecordAttributes.Partition].S, item[RecordAttributes.Sort].S[1..]),
        long.Parse(item[RecordAttributes.Version].N, CultureInfo.InvariantCulture),
        item[RecordAttributes.Value].B.ToArray(),
        item.TryGetValue(RecordAttributes.Expires, out AttributeValue? expires)
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires.N, CultureInfo.InvariantCulture))
            : null);

    private async Task<Dictionary<string, AttributeValue>?> ReadAsync(RecordKey key, CancellationToken cancellationToken)
    {
        GetItemResponse answer = await client.GetItemAsync(
            new GetItemRequest { TableName = options.Table, Key = ItemKey(key), ConsistentRead = true }, cancellationToken);
        return answer.Item is { Count: > 0 } item ? item : null;
    }
}
