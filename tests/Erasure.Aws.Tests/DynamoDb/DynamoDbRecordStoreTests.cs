using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Erasure.Aws.DynamoDb;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Records;
using Erasure.Tests.Shared.Contracts;

namespace Erasure.Aws.Tests.DynamoDb;

[Collection(DynaliteTests.Name)]
public sealed class DynamoDbRecordStoreTests(DynaliteFixture dynalite) : RecordStoreContract, IAsyncLifetime
{
    private readonly DynamoDbTableOptions options = dynalite.Options with { Table = $"t{Guid.NewGuid():N}" };
    private DynamoDbRecordStore? store;

    protected override IRecordStore Store => store!;

    public async Task InitializeAsync()
    {
        await new DynamoDbTable(dynalite.Client, TimeProvider.System, options).EnsureAsync(default);
        store = new(dynalite.Client, options);
    }

    public Task DisposeAsync() => dynalite.Client.DeleteTableAsync(options.Table);

    [Fact]
    public async Task Setting_up_an_existing_table_changes_nothing()
    {
        RecordKey key = new("existing", "one");
        long? version = await Store.TryPutAsync(key, new byte[] { 1 }, 0, expiresAt: null, default);
        string before = await DescriptionAsync();

        await new DynamoDbTable(dynalite.Client, TimeProvider.System, options).EnsureAsync(default);

        Assert.Equal(before, await DescriptionAsync());
        Assert.Equal(version, (await Store.GetAsync(key, default))?.Version);

        async Task<string> DescriptionAsync()
        {
            TableDescription table = (await dynalite.Client.DescribeTableAsync(options.Table)).Table;
            return JsonSerializer.Serialize(
                new { table.CreationDateTime, table.KeySchema, table.AttributeDefinitions, Indexes = table.GlobalSecondaryIndexes?.Count, Mode = table.BillingModeSummary?.BillingMode?.Value });
        }
    }

    [Fact]
    public async Task A_missing_table_that_is_not_to_be_created_is_named()
    {
        DynamoDbTableOptions elsewhere = new() { Table = "elsewhere", Create = false };
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new DynamoDbTable(dynalite.Client, TimeProvider.System, elsewhere).EnsureAsync(default));
        Assert.Contains("elsewhere", error.Message);
    }

    [Fact]
    public async Task A_table_with_other_keys_is_refused()
    {
        await dynalite.Client.CreateTableAsync(new CreateTableRequest
        {
            TableName = "foreign",
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new("id", KeyType.HASH)],
            AttributeDefinitions = [new("id", ScalarAttributeType.S)],
        });
        DynamoDbTableOptions foreign = dynalite.Options with { Table = "foreign" };
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new DynamoDbTable(dynalite.Client, TimeProvider.System, foreign).EnsureAsync(default));
        Assert.Contains("other keys", error.Message);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_told_from_somebody_elses()
    {
        // The SDK repeats the request when the connection breaks; here it breaks after the server has written.
        using var losing = new LosesAnswersHandler(new HttpClientHandler(), operation: "PutItem");
        using var client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = dynalite.Client.Config.ServiceURL,
                AuthenticationRegion = "eu-central-1",
                HttpClientFactory = new OneClient(losing),
            });
        var records = new DynamoDbRecordStore(client, options);
        RecordKey key = new(Guid.NewGuid().ToString("N"), "a");

        long? version = await records.TryPutAsync(key, new byte[] { 1 }, 0, null, default);

        Assert.Equal(1, losing.Lost);
        Assert.NotNull(version);
        Assert.Null(await records.TryPutAsync(key, new byte[] { 2 }, 0, null, default));
    }

    [Fact]
    public async Task A_value_that_no_item_can_hold_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryPutAsync(new("p", "s"), new byte[DynamoDbRecordStore.MaxValueLength + 1], 0, null, default));

    [Fact]
    public async Task The_largest_value_fits()
    {
        RecordKey key = new(Guid.NewGuid().ToString("N"), new string('s', 1000));
        Assert.NotNull(await Store.TryPutAsync(key, new byte[DynamoDbRecordStore.MaxValueLength], 0, null, default));
    }
}
