using System.Text;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Lake.Mappers;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>What a job does where queries fail, can't see everything, or can't be asked.</summary>
[Collection(CephTests.Name)]
public sealed class QueriedMapperTests(CephFixture ceph) : IAsyncLifetime
{
    private const string Row = """{"by":"jane"}""" + "\n{}\n";

    private LocalTables? tables;
    private LocalAws? aws;
    private string bucket = "";

    public async Task InitializeAsync()
    {
        bucket = await ceph.NewBucketAsync(versioned: true);
        aws = await LocalAws.StartAsync();
        aws.Objects = tables = new LocalTables(ceph.Client);
        foreach (string name in new[] { "clicks", "views" })
        {
            aws.Tables[name] = Table(name);
            foreach (string day in new[] { "1", "2" })
            {
                Register(name, day, $"s3://{bucket}/{name}/day={day}");
                await PutAsync($"{name}/day={day}/a.jsonl", Row);
                await PutAsync($"{name}/day={day}/b.jsonl", "{}\n");
            }
        }
    }

    public async Task DisposeAsync()
    {
        await aws!.DisposeAsync();
        tables!.Dispose();
    }

    [Fact]
    public async Task A_query_that_fails_for_good_leaves_its_mapper_untouched_and_the_others_go_on()
    {
        aws!.Fails = sql => sql.Contains("\"views\"", StringComparison.Ordinal) && sql.Contains("= 2)", StringComparison.Ordinal);
        await using AwsWorld world = await StartAsync(Mapper("clicks"), Mapper("views"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.ForgetPartiallyFailed, JobCodes.FindFailed), (job.State, job.Code));
        Assert.Equal("{}\n{}\n", await ReadAsync("clicks/day=1/a.jsonl") + await ReadAsync("clicks/day=2/a.jsonl"));
        Assert.Equal(Row + Row, await ReadAsync("views/day=1/a.jsonl") + await ReadAsync("views/day=2/a.jsonl"));
        Assert.StartsWith("query-failed", (await world.MappersAsync(job))["views"].Detail);
        Assert.Equal(2 + 1 + 3, aws.Started.Select(started => (string)started["ClientRequestToken"]!).Distinct().Count());
        Assert.False(await world.IsQueueEmptyAsync());
        await AssertNothingIsLeftAsync();

        aws.Fails = _ => false;
        Assert.Equal(DeletionJobState.Completed, (await world.RunAsync()).State);
        Assert.Equal("{}\n{}\n", await ReadAsync("views/day=1/a.jsonl") + await ReadAsync("views/day=2/a.jsonl"));
        Assert.True(await world.IsQueueEmptyAsync());
    }

    [Fact]
    public async Task A_query_that_fails_once_is_started_again()
    {
        int failures = 0;
        aws!.Fails = _ => Interlocked.Increment(ref failures) == 1;
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        Assert.Equal(DeletionJobState.Completed, (await world.RunAsync()).State);
        Assert.Equal("{}\n{}\n", await ReadAsync("clicks/day=1/a.jsonl") + await ReadAsync("clicks/day=2/a.jsonl"));
    }

    [Fact]
    public async Task What_a_query_can_not_see_is_scanned()
    {
        await PutAsync("clicks/day=3/unregistered.jsonl", Row);
        await PutAsync("clicks/day=1/past.jsonl", Row);
        await PutAsync("clicks/day=1/past.jsonl", "{}\n");
        await PutAsync("clicks/day=2/deleted.jsonl", Row);
        await ceph.Client.DeleteObjectAsync(bucket, "clicks/day=2/deleted.jsonl");
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        // The queries have been started when this object changes, and may have seen it as it was.
        DeletionJob job = await world.RunAsync(meanwhile: _ => PutAsync("clicks/day=2/b.jsonl", Row));

        Assert.Equal(DeletionJobState.Completed, job.State);
        Dictionary<string, (int Versions, string Hash)> left = await ShopLake.ReadAsync(ceph, bucket, "clicks/");
        Assert.Equal(["clicks/day=1/a.jsonl", "clicks/day=1/b.jsonl", "clicks/day=1/past.jsonl", "clicks/day=2/a.jsonl", "clicks/day=2/b.jsonl", "clicks/day=3/unregistered.jsonl"], left.Keys.Order());
        foreach (string key in left.Keys)
        {
            Assert.Equal("{}\n", await ReadAsync(key));
        }

        Assert.All(left.Values, item => Assert.Equal(1, item.Versions));
    }

    [Fact]
    public async Task A_canceled_job_stops_its_queries_and_leaves_no_manifest()
    {
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync(meanwhile: async id =>
        {
            Assert.NotEmpty(await ShopLake.ReadAsync(ceph, bucket, "manifests/"));
            await world.Services.GetRequiredService<IDeletionJobs>().CancelAsync(id, CancellationToken.None);
        });

        Assert.Equal(DeletionJobState.Canceled, job.State);
        Assert.Equal(2, aws!.Calls.Count(call => call == "StopQueryExecution"));
        Assert.Equal(Row, await ReadAsync("clicks/day=1/a.jsonl"));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_partition_where_the_mapper_does_not_look_fails_the_mapper()
    {
        Register("clicks", "9", $"s3://{bucket}/elsewhere/day=9/");
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.FindFailed, JobCodes.FindFailed), (job.State, job.Code));
        Assert.StartsWith("partition-elsewhere", (await world.MappersAsync(job))["clicks"].Detail);
        Assert.Equal(Row, await ReadAsync("clicks/day=1/a.jsonl"));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task A_table_that_is_gone_fails_the_mapper_when_the_job_starts()
    {
        aws!.Tables.Remove("clicks", out _);
        await using AwsWorld world = await StartAsync(Mapper("clicks"), Mapper("views"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.ForgetPartiallyFailed, JobCodes.FindFailed), (job.State, job.Code));
        Assert.StartsWith("table-not-found", (await world.MappersAsync(job))["clicks"].Detail);
        Assert.Equal("{}\n", await ReadAsync("views/day=1/a.jsonl"));
    }

    [Fact]
    public async Task Projected_partitions_are_queried_one_by_one()
    {
        aws!.Partitions.Clear();
        aws.Tables["clicks"]["Parameters"] = new JsonObject { ["projection.enabled"] = "true", ["projection.day.type"] = "integer", ["projection.day.range"] = "0,3" };
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync();

        Assert.Equal((DeletionJobState.Completed, 4, 2L), (job.State, job.Totals!.Queries, job.Totals.ObjectsErased));
        Assert.Equal("{}\n{}\n", await ReadAsync("clicks/day=1/a.jsonl") + await ReadAsync("clicks/day=2/a.jsonl"));
    }

    [Fact]
    public async Task A_dry_run_counts_what_would_go_and_touches_nothing()
    {
        await using AwsWorld world = await StartAsync(Mapper("clicks"));
        await world.QueueAsync(["jane"]);

        DeletionJob job = await world.RunAsync(isDryRun: true);

        Assert.Equal((DeletionJobState.Completed, 2L, 2L), (job.State, job.Totals!.RowsErased, job.Totals.ObjectsErased));
        Assert.Equal(Row, await ReadAsync("clicks/day=1/a.jsonl"));
        Assert.False(await world.IsQueueEmptyAsync());
        await AssertNothingIsLeftAsync();
    }

    [Theory]
    [InlineData(Finder.Athena)]
    [InlineData(Finder.Scan)]
    public async Task A_value_of_another_type_fails_its_match_and_no_other(Finder finder)
    {
        using TempFolder folder = new();
        Foreign.Sql($"COPY (SELECT * FROM (VALUES (7), (8)) AS t(account)) TO '{folder["a"]}' (FORMAT parquet)", "SELECT 1");
        await ceph.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "accounts/a.parquet", FilePath = folder["a"] });
        aws!.Tables["accounts"] = new JsonObject
        {
            ["Name"] = "accounts",
            ["Parameters"] = new JsonObject(),
            ["StorageDescriptor"] = new JsonObject
            {
                ["Location"] = $"s3://{bucket}/accounts/",
                ["Columns"] = new JsonArray(new JsonObject { ["Name"] = "account", ["Type"] = "int" }),
                ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
            },
        };
        await using AwsWorld world = await StartAsync(Mapper("accounts") with
        {
            Finder = finder,
            Format = DataFormat.Parquet,
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["account"] = ["account"] },
        });
        await world.QueueAsync(MatchKind.Identifiers, new Dictionary<string, string> { ["account"] = "seven" });
        await world.QueueAsync(MatchKind.Identifiers, new Dictionary<string, string> { ["account"] = "7" });

        DeletionJob job = await world.RunAsync();

        Assert.Equal((JobCodes.MatchesFailed, 1L, 2L, 1L), (job.Code, job.Totals!.RowsErased, job.Matches, job.MatchesKept));
    }

    private static DataMapper Mapper(string name) => new()
    {
        Id = name,
        Table = new CatalogTable { Database = "web", Name = name },
        Finder = Finder.Athena,
        Format = DataFormat.Json,
        Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["by"] },
    };

    private Task<AwsWorld> StartAsync(params DataMapper[] mappers) => AwsWorld.StartAsync(ceph, aws!, bucket, mappers: mappers);

    private async Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(await ShopLake.ReadAsync(ceph, bucket, "manifests/"));
        Assert.DoesNotContain(aws!.Tables.Keys, name => name.StartsWith("manifest_", StringComparison.Ordinal));
    }

    private void Register(string table, string day, string location) => aws!.Partitions.Add(new JsonObject
    {
        ["TableName"] = table,
        ["Values"] = new JsonArray(day),
        ["StorageDescriptor"] = new JsonObject { ["Location"] = location },
    });

    private JsonObject Table(string name) => new()
    {
        ["Name"] = name,
        ["PartitionKeys"] = new JsonArray(new JsonObject { ["Name"] = "day", ["Type"] = "int" }),
        ["Parameters"] = new JsonObject(),
        ["StorageDescriptor"] = new JsonObject
        {
            ["Location"] = $"s3://{bucket}/{name}/",
            ["Columns"] = new JsonArray(new JsonObject { ["Name"] = "by", ["Type"] = "string" }),
            ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = "org.openx.data.jsonserde.JsonSerDe" },
        },
    };

    private async Task PutAsync(string key, string text) =>
        await ceph.Client.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    private async Task<string> ReadAsync(string key)
    {
        using GetObjectResponse answer = await ceph.Client.GetObjectAsync(bucket, key);
        using StreamReader reader = new(answer.ResponseStream);
        return await reader.ReadToEndAsync();
    }
}
