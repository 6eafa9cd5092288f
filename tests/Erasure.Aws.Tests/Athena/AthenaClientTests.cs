using System.Text.Json.Nodes;
using Erasure.Aws.Athena;
using Erasure.Aws.AwsJson;
using Erasure.Core.Objects;

namespace Erasure.Aws.Tests.Athena;

public sealed class AthenaClientTests
{
    private static readonly string Token = new('t', 40);

    [Fact]
    public async Task A_query_starts_once_per_token_without_reuse_and_with_encryption()
    {
        await using LocalAws aws = await LocalAws.StartAsync(new() { Workgroup = "erasure", OutputLocation = "s3://results/x/", KmsKey = "key-1" });
        string first = await aws.Athena.StartAsync("SELECT DISTINCT object_path FROM t", "shop", Token, default);
        Assert.Equal(first, await aws.Athena.StartAsync("SELECT DISTINCT object_path FROM t", "shop", Token, default));
        JsonNode input = aws.Started.First();
        Assert.Equal("erasure", (string)input["WorkGroup"]!);
        Assert.False((bool)input["ResultReuseConfiguration"]!["ResultReuseByAgeConfiguration"]!["Enabled"]!);
        Assert.Equal("SSE_KMS", (string)input["ResultConfiguration"]!["EncryptionConfiguration"]!["EncryptionOption"]!);
        Assert.Equal("key-1", (string)input["ResultConfiguration"]!["EncryptionConfiguration"]!["KmsKey"]!);
        Assert.Equal("shop", (string)input["QueryExecutionContext"]!["Database"]!);
    }

    [Fact]
    public async Task Throttling_is_waited_out_and_a_refusal_is_told_without_the_services_words()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Refusals.Enqueue((400, "ThrottlingException"));
        aws.Refusals.Enqueue((503, "InternalServerException"));
        string id = await aws.Athena.StartAsync("SELECT DISTINCT object_path FROM t", "shop", Token, default);
        Assert.Equal(3, aws.Calls.Count);
        aws.Refusals.Enqueue((400, "InvalidRequestException"));
        AwsJsonException error = await Assert.ThrowsAsync<AwsJsonException>(() => aws.Athena.GetAsync(id, default));
        Assert.Equal("InvalidRequestException", error.Code);
        Assert.DoesNotContain("jane", error.ToString());
    }

    [Fact]
    public async Task Results_come_page_by_page_without_their_header()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        string id = await aws.Athena.StartAsync(string.Join(" UNION ALL ", Enumerable.Range(0, 8).Select(i => $"SELECT 'o{i}' AS object_path")), "shop", Token, default);
        Assert.Equal(AthenaQueryState.Queued, (await aws.Athena.GetAsync(id, default)).State);
        Assert.Equal(AthenaQueryState.Running, (await aws.Athena.GetAsync(id, default)).State);
        AthenaQuery over = await aws.Athena.GetAsync(id, default);
        Assert.Equal((AthenaQueryState.Succeeded, 10_000_000, true), (over.State, over.BytesScanned, over.IsOver));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"o{i}"), (await aws.Athena.ReadAsync(id, default).ToListAsync()).Order());
    }

    /// <summary>What isn't named counts as clean, so nothing may be passed by.</summary>
    [Theory]
    [InlineData("no header")]
    [InlineData("nothing")]
    [InlineData("no value")]
    [InlineData("no data")]
    public async Task Results_that_lack_something_are_no_results(string odd)
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        string id = await aws.Athena.StartAsync("SELECT 'a' AS object_path", "shop", Token, default);
        await aws.Athena.GetAsync(id, default);
        await aws.Athena.GetAsync(id, default);
        await aws.Athena.GetAsync(id, default);
        aws.ChangeRows = rows =>
        {
            switch (odd)
            {
                case "no header":
                    rows.RemoveAt(0);
                    break;
                case "nothing":
                    rows.Clear();
                    break;
                case "no value":
                    rows[1]!["Data"]![0]!.AsObject().Clear();
                    break;
                default:
                    rows[1]!["Data"] = new JsonArray();
                    break;
            }
        };

        QueryException error = await Assert.ThrowsAsync<QueryException>(async () => await aws.Athena.ReadAsync(id, default).CountAsync());

        Assert.Equal("results-malformed", error.Code);
    }

    [Fact]
    public async Task A_query_can_be_stopped_and_can_fail()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        string stopped = await aws.Athena.StartAsync("SELECT object_path FROM t", "shop", Token, default);
        await aws.Athena.StopAsync(stopped, default);
        Assert.Equal(AthenaQueryState.Cancelled, (await aws.Athena.GetAsync(stopped, default)).State);
        string failing = await aws.Athena.StartAsync("SELECT unknown_function(t)", "shop", Token + "2", default);
        await aws.Athena.GetAsync(failing, default);
        await aws.Athena.GetAsync(failing, default);
        AthenaQuery failed = await aws.Athena.GetAsync(failing, default);
        Assert.Equal((AthenaQueryState.Failed, false), (failed.State, failed.Retryable));
    }
}
