using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.Athena;
using Erasure.Aws.AwsJson;
using Erasure.Aws.DynamoDb;
using Erasure.Aws.Telemetry;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Records;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Telemetry;

/// <summary>Calls to AWS are measured once each, with their repetitions, and what Athena scanned where the query is over.</summary>
[Collection(MetricCapture.Alone)]
public sealed class AwsMetricTests(DynaliteFixture dynalite) : IClassFixture<DynaliteFixture>
{
    private const string Calls = "erasure.aws.call.duration";
    private const string Scanned = "erasure.athena.scanned";

    [Fact]
    public async Task Calls_of_the_sdk_are_measured_by_service_operation_and_error()
    {
        using MetricCapture metrics = new(AwsSpans.Name);
        DynamoDbConfiguration configuration = new() { Table = "erasure", Endpoint = dynalite.Url.ToString(), Region = "eu-central-1" };
        using AmazonDynamoDBClient client = DynamoDbClients.Create(configuration, new BasicAWSCredentials("test", "test"));
        DynamoDbRecordStore records = new(client, dynalite.Options);
        DynamoDbRecordStore lost = new(client, dynalite.Options with { Table = "missing" });
        RecordKey key = new("metrics", $"{Guid.NewGuid():N}");

        await records.TryPutAsync(key, new byte[] { 1 }, 0, null, default);
        await records.GetAsync(key, default);
        await records.GetAsync(key, default);
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => lost.GetAsync(key, default));

        Assert.Equal(
            [
                ("service=DynamoDB operation=GetItem error.type=", 2),
                ("service=DynamoDB operation=GetItem error.type=ResourceNotFoundException", 1),
                ("service=DynamoDB operation=PutItem error.type=", 1),
            ],
            metrics.CountsOf(Calls).Select(call => (call.Key, call.Value)).OrderBy(call => call.Key, StringComparer.Ordinal));
        Assert.All(metrics.SumsOf(Calls).Values, seconds => Assert.InRange(seconds, double.Epsilon, 60));
    }

    [Fact]
    public async Task A_query_counts_what_it_scanned_once_it_is_over_and_a_repeated_call_is_one()
    {
        using MetricCapture metrics = new(AwsSpans.Name);
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Refusals.Enqueue((400, "ThrottlingException"));

        string id = await aws.Athena.StartAsync("SELECT 'o' AS object_path", "shop", new string('t', 40), default);
        AthenaQuery query;
        do
        {
            Assert.Empty(metrics.SumsOf(Scanned));
            query = await aws.Athena.GetAsync(id, default);
        }
        while (!query.IsOver);
        aws.Refusals.Enqueue((400, "InvalidRequestException"));
        await Assert.ThrowsAsync<AwsJsonException>(() => aws.Athena.StopAsync(id, default));

        Assert.Equal(query.BytesScanned, Assert.Single(metrics.SumsOf(Scanned)).Value);
        Assert.Equal(
            [
                ("service=athena operation=GetQueryExecution error.type=", 3),
                ("service=athena operation=StartQueryExecution error.type=", 1),
                ("service=athena operation=StopQueryExecution error.type=InvalidRequestException", 1),
            ],
            metrics.CountsOf(Calls).Select(call => (call.Key, call.Value)).OrderBy(call => call.Key, StringComparer.Ordinal));
    }
}

/// <summary>Tests that see every measurement of the process.</summary>
[CollectionDefinition(MetricCapture.Alone, DisableParallelization = true)]
public sealed class MetricTests;
