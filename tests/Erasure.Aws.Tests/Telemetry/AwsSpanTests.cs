using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Erasure.Aws.DynamoDb;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Records;

namespace Erasure.Aws.Tests.Telemetry;

/// <summary>Each call to AWS is a span under whatever makes it, and tells nothing of what is stored.</summary>
[Collection(DynaliteTests.Name)]
public sealed class AwsSpanTests(DynaliteFixture dynalite)
{
    private const string Canary = "canary-key-5c1f0a7d";

    [Fact]
    public async Task Calls_and_their_failures_are_spans_without_keys()
    {
        ConcurrentQueue<Activity> ended = new();
        using ActivitySource callers = new("Tests.AwsSpans");
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name is "Erasure.Aws" or "Tests.AwsSpans",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        DynamoDbConfiguration configuration = new() { Table = "erasure", Endpoint = dynalite.Url.ToString(), Region = "eu-central-1" };
        using AmazonDynamoDBClient client = DynamoDbClients.Create(configuration, new BasicAWSCredentials("test", "test"));
        DynamoDbRecordStore records = new(client, dynalite.Options);
        DynamoDbRecordStore lost = new(client, dynalite.Options with { Table = "missing" });

        using Activity caller = callers.StartActivity("caller")!;
        await records.TryPutAsync(new RecordKey(Canary, Canary), new byte[] { 1 }, 0, null, default);
        await Assert.ThrowsAnyAsync<Exception>(() => lost.GetAsync(new RecordKey(Canary, Canary), default));
        caller.Stop();

        Activity[] calls = [.. ended.Where(span => span.TraceId == caller.TraceId && span.Source.Name == "Erasure.Aws")];
        Assert.Equal(["DynamoDB.PutItem", "DynamoDB.GetItem"], calls.Select(span => span.DisplayName));
        Assert.All(calls, span => Assert.Equal(caller.SpanId, span.ParentSpanId));
        Assert.Equal("200", $"{calls[0].GetTagItem("http.response.status_code")}");
        Assert.Equal("ResourceNotFoundException", calls[1].GetTagItem("error.type"));
        Assert.DoesNotContain(calls.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains(Canary, StringComparison.Ordinal));
    }
}
