using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.DynamoDb;

namespace Erasure.Aws.Tests.Servers;

/// <summary>DynamoDB's protocol, served by dynalite, with one table.</summary>
public sealed class DynaliteFixture : IAsyncLifetime
{
    private ForeignServer? server;
    private AmazonDynamoDBClient? client;

    internal DynamoDbTableOptions Options { get; } = new() { Table = "erasure", PollInterval = TimeSpan.FromMilliseconds(20) };

    internal IAmazonDynamoDB Client => client!;

    internal Uri Url => server!.Url;

    public async Task InitializeAsync()
    {
        server = await ForeignServer.StartNodeAsync("dynalite-server.mjs");
        client = new AmazonDynamoDBClient(
            new BasicAWSCredentials("test", "test"),
            new AmazonDynamoDBConfig { ServiceURL = server.Url.ToString(), AuthenticationRegion = "eu-central-1" });
        await new DynamoDbTable(client, TimeProvider.System, Options).EnsureAsync(CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        client?.Dispose();
        server?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>Tests that share one dynalite.</summary>
[CollectionDefinition(Name)]
public sealed class DynaliteTests : ICollectionFixture<DynaliteFixture>
{
    public const string Name = "dynalite";
}
