using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Erasure.Aws.DynamoDb;

/// <summary>Makes sure that the table is there: pk and sk as keys, billed per request, expiry by <c>expires</c>.</summary>
/// <remarks>Point-in-time recovery stays off, since it would keep what was destroyed for 35 days.</remarks>
public sealed class DynamoDbTable(IAmazonDynamoDB client, TimeProvider time, DynamoDbTableOptions options)
{
    /// <summary>Returns once the table can be used. Several hosts may call it at once.</summary>
    /// <exception cref="InvalidOperationException">There is no such table and it isn't to be created, or it has other keys.</exception>
    /// <exception cref="TimeoutException">It didn't come up in time.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        TableDescription? table = await DescribeAsync(cancellationToken);
        if (table is null)
        {
            if (!options.Create)
            {
                throw new InvalidOperationException($"There is no DynamoDB table {options.Table}; create it, or let the configuration create it.");
            }

            await CreateAsync(cancellationToken);
        }

        await WaitUntilActiveAsync(cancellationToken);
        await TryExpireAsync(cancellationToken);
    }

    private async Task<TableDescription?> DescribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await client.DescribeTableAsync(options.Table, cancellationToken)).Table;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        CreateTableRequest request = new()
        {
            TableName = options.Table,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new(RecordAttributes.Partition, KeyType.HASH), new(RecordAttributes.Sort, KeyType.RANGE)],
            AttributeDefinitions = [new(RecordAttributes.Partition, ScalarAttributeType.S), new(RecordAttributes.Sort, ScalarAttributeType.S)],
        };
        try
        {
            await client.CreateTableAsync(request, cancellationToken);
        }
        catch (ResourceInUseException)
        {
            // Another host was first.
        }
    }

    private async Task WaitUntilActiveAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            TableDescription? table = await DescribeAsync(cancellationToken);
            if (table is not null)
            {
                CheckKeys(table);
                if (table.TableStatus == TableStatus.ACTIVE || table.TableStatus == TableStatus.UPDATING)
                {
                    return;
                }
            }

            if (time.GetElapsedTime(started) > options.CreateTimeout)
            {
                throw new TimeoutException($"The DynamoDB table {options.Table} wasn't active within {options.CreateTimeout}; look at its state, then start again.");
            }

            await Task.Delay(options.PollInterval, time, cancellationToken);
        }
    }

    private void CheckKeys(TableDescription table)
    {
        bool fits = table.KeySchema is [var hash, var range]
            && hash.AttributeName == RecordAttributes.Partition && hash.KeyType == KeyType.HASH
            && range.AttributeName == RecordAttributes.Sort && range.KeyType == KeyType.RANGE;
        if (!fits)
        {
            throw new InvalidOperationException($"The DynamoDB table {options.Table} has other keys than {RecordAttributes.Partition} and {RecordAttributes.Sort}; name another table.");
        }
    }

    private async Task TryExpireAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.UpdateTimeToLiveAsync(
                new UpdateTimeToLiveRequest
                {
                    TableName = options.Table,
                    TimeToLiveSpecification = new() { Enabled = true, AttributeName = RecordAttributes.Expires },
                },
                cancellationToken);
        }
        catch (AmazonServiceException failure) when (failure.ErrorCode is "ValidationException" or "UnknownOperationException" or "AccessDeniedException")
        {
            // It is on already, the server has no such operation, or an administrator keeps it to himself. Expiry only cleans up.
        }
    }
}
