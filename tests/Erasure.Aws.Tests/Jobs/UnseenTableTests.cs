using System.Text.Json.Nodes;
using Amazon.Runtime;
using Erasure.Aws.Athena;
using Erasure.Aws.Glue;
using Erasure.Aws.S3;
using Erasure.Aws.Tests.Athena;
using Erasure.Aws.Tests.Servers;
using Erasure.Core.Configuration;
using Erasure.Core.Deletion.Jobs;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Aws.Tests.Jobs;

/// <summary>Whatever of a table isn't there or can't be seen: nobody is called erased, and nothing of the person is given up.</summary>
public sealed class UnseenTableTests : IAsyncLifetime
{
    private const string Mine = """{"by":"u-2042"}""" + "\n{}\n";
    private static readonly DataMapper Clicks = JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with
    {
        Prefix = null,
        Table = new CatalogTable { Database = "web", Name = "clicks" },
        Finder = Finder.Scan,
        DeleteOldVersions = false,
    };

    private readonly TempFolder folder = new();
    private readonly MemoryS3 s3 = new("lake");
    private LocalAws? aws;

    public async Task InitializeAsync()
    {
        aws = await LocalAws.StartAsync();
        aws.Tables["clicks"] = Table("clicks");
        s3.Put("clicks/day=1/a.jsonl", Mine);
    }

    public async Task DisposeAsync()
    {
        await aws!.DisposeAsync();
        s3.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_table_that_is_not_there_fails()
    {
        aws!.Tables.Clear();
        await using JobWorld world = await StartAsync(Clicks);

        Assert.Contains("table-not-found", await FailsAsync(world), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_goes_between_two_erasures_fails_the_second()
    {
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        s3.Put("clicks/day=1/b.jsonl", Mine);

        aws!.Tables.Clear();
        Assert.Contains("table-not-found", await FailsAsync(world, attempt: 2), StringComparison.Ordinal);

        aws.Tables["clicks"] = Table("elsewhere");
        Assert.Contains("no object", await FailsAsync(world, attempt: 3), StringComparison.Ordinal);

        aws.Tables["clicks"] = Table("clicks");
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 4));
    }

    [Fact]
    public async Task A_partition_that_is_gone_with_its_objects_is_owed()
    {
        s3.Put("clicks/day=2/b.jsonl", "{}\n");
        Register("s3://lake/clicks/day=1/");
        Register("s3://lake/clicks/day=2/");
        await using JobWorld world = await StartAsync(Clicks);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());

        s3.Objects.TryRemove("clicks/day=2/b.jsonl", out _);
        aws!.Partitions.RemoveAt(1);
        Assert.Equal("objects-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt: 2)).Code);

        s3.Put("clicks/day=2/b.jsonl", Mine);
        Assert.IsType<Outcome.Erased>(await world.RunAsync(attempt: 3));
    }

    [Theory]
    [InlineData("s3://lake/elsewhere/day=2/", null)]
    [InlineData("s3://other/clicks/day=2/", null)]
    [InlineData("s3://lake/clicks2/day=2/", null)]
    [InlineData(null, "s3://lake/elsewhere/${day}/")]
    [InlineData(null, "s3://lake/${day}/clicks/")]
    [InlineData(null, "s3://lake/clicks${day}/")]
    public async Task A_partition_elsewhere_is_owed_where_objects_are_listed(string? location, string? template)
    {
        s3.Put("elsewhere/day=2/b.jsonl", Mine);
        Register("s3://lake/clicks/day=1/");
        if (location is not null)
        {
            Register(location);
        }
        else
        {
            aws!.Tables["clicks"]["Parameters"] = new JsonObject { ["projection.enabled"] = "true", ["storage.location.template"] = template };
        }

        await using JobWorld world = await StartAsync(Clicks);
        Assert.Contains("partition-elsewhere", await FailsAsync(world), StringComparison.Ordinal);

        aws!.Partitions.Clear();
        aws.Tables["clicks"] = Table("clicks");
        Register("s3://lake/clicks/day=1/");
        Register("s3://lake/clicks/other/day=2");
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 2));
    }

    [Theory]
    [InlineData("s3://lake/clicks/one/", null)]
    [InlineData("s3://lake/clicks/by=2/", null)]
    [InlineData("s3://lake/clicks/day=1/", null)]
    [InlineData(null, "s3://lake/clicks/${by}/")]
    [InlineData(null, "s3://lake/clicks/by=x${by}/")]
    public async Task A_partition_that_only_the_catalog_says_the_person_of_is_refused(string? location, string? template)
    {
        JsonObject keys = new() { ["Name"] = "by", ["Type"] = "string" };
        aws!.Tables["clicks"]["PartitionKeys"] = new JsonArray(keys);
        aws.Tables["clicks"]["StorageDescriptor"]!["Columns"] = new JsonArray(new JsonObject { ["Name"] = "what", ["Type"] = "string" });
        Register(location ?? "s3://lake/clicks/by=1/");
        if (template is not null)
        {
            aws.Tables["clicks"]["Parameters"] = new JsonObject { ["projection.enabled"] = "true", ["projection.by.type"] = "enum", ["projection.by.values"] = "1", ["storage.location.template"] = template };
        }

        await using JobWorld world = await StartAsync(Clicks);
        Assert.Contains("partition-not-in-path", await FailsAsync(world), StringComparison.Ordinal);
        if (location is not null)
        {
            Assert.Equal("partition-not-in-path", (await Assert.ThrowsAsync<QueryException>(() => PartitionsAsync(Clicks, "by"))).Code);
        }
    }

    [Fact]
    public async Task A_partition_that_is_read_otherwise_than_the_table_is_owed_by_either_finder()
    {
        s3.Put("clicks/day=2/b.jsonl", """{"uid":"u-2042"}""" + "\n");
        Register("s3://lake/clicks/day=1/");
        Register("s3://lake/clicks/day=2/");
        JsonObject parameters = new() { ["mapping.by"] = "uid" };
        aws!.Partitions[1]["StorageDescriptor"]!["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = "org.openx.data.jsonserde.JsonSerDe", ["Parameters"] = parameters };

        await using JobWorld world = await StartAsync(Clicks);
        Assert.StartsWith("serde-not-supported", await FailsAsync(world), StringComparison.Ordinal);
        Assert.Equal("serde-not-supported", (await Assert.ThrowsAsync<QueryException>(() => PartitionsAsync(Clicks))).Code);

        parameters.Remove("mapping.by");
        Assert.Equal(2, (await PartitionsAsync(Clicks)).Count);
        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync(attempt: 2));
    }

    [Fact]
    public async Task A_table_without_a_partition_is_refused()
    {
        QueryException refused = await Assert.ThrowsAsync<QueryException>(() => PartitionsAsync(Clicks));
        Assert.Equal("no-partitions", refused.Code);
        Assert.Empty(await PartitionsAsync(Clicks with { MayBeEmpty = true }));
    }

    [Fact]
    public async Task Partitions_that_can_be_read_in_part_are_refused()
    {
        aws!.Partitions.Add(new JsonObject { ["Values"] = new JsonArray("1"), ["StorageDescriptor"] = new JsonObject { ["Location"] = "s3://lake/clicks/day=1/" } });
        Assert.Single(await PartitionsAsync(Clicks));

        aws.Partitions.Add(new JsonObject { ["Values"] = new JsonArray("2"), ["StorageDescriptor"] = new JsonObject() });
        await Assert.ThrowsAsync<QueryException>(() => PartitionsAsync(Clicks));

        aws.Partitions.RemoveAt(1);
        aws.Refusals.Enqueue((400, "AccessDeniedException"));
        await Assert.ThrowsAnyAsync<Exception>(() => PartitionsAsync(Clicks));
    }

    private void Register(string location) =>
        aws!.Partitions.Add(new JsonObject { ["Values"] = new JsonArray($"{aws.Partitions.Count + 1}"), ["StorageDescriptor"] = new JsonObject { ["Location"] = location } });

    private async Task<IReadOnlyList<PartitionSet>> PartitionsAsync(DataMapper mapper, string key = "day")
    {
        GlueTable table = new("web", "clicks", "s3://lake/clicks/", "org.openx.data.jsonserde.JsonSerDe", [new GlueColumn("what", "string")], [new GlueColumn(key, "string")], new Dictionary<string, string>());
        return await new TablePartitions(aws!.Glue, TimeProvider.System).ListAsync(mapper.LocatedAt("lake", "clicks/", text: null), table, mapper.IdentifierColumns(), CancellationToken.None);
    }

    private static async Task<string> FailsAsync(JobWorld world, int attempt = 1)
    {
        Assert.Equal("find-failed", Assert.IsType<Outcome.Failed>(await world.RunAsync(attempt)).Code);
        JobMapper mapper = Assert.Single(await world.Host.Services.GetRequiredService<JobStore>().MappersAsync(await world.JobIdAsync(attempt), CancellationToken.None));
        Assert.NotNull(await world.Host.Services.GetRequiredService<SubjectVault>().OpenAsync(JobWorld.Erasure.ErasureId, CancellationToken.None));
        Assert.False(await world.Host.Services.GetRequiredService<QueueStore>().IsEmptyAsync(CancellationToken.None));
        return $"{mapper.Reason}: {mapper.Detail}";
    }

    private static JsonObject Table(string location) => new()
    {
        ["Name"] = "clicks",
        ["PartitionKeys"] = new JsonArray(new JsonObject { ["Name"] = "day", ["Type"] = "int" }),
        ["Parameters"] = new JsonObject(),
        ["StorageDescriptor"] = new JsonObject
        {
            ["Location"] = $"s3://lake/{location}/",
            ["Columns"] = new JsonArray(new JsonObject { ["Name"] = "by", ["Type"] = "string" }),
            ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = "org.openx.data.jsonserde.JsonSerDe" },
        },
    };

    private Task<JobWorld> StartAsync(DataMapper mapper)
    {
        S3Configuration lake = new() { Bucket = "lake", Region = "eu-central-1", PathStyle = true, KeepAcl = false };
        AthenaConfiguration athena = new() { Region = "eu-central-1", Endpoint = aws!.Url.ToString(), Manifests = "s3://lake/manifests/" };
        ErasureConfiguration configuration = new() { Domains = [], Lake = new LakeConfiguration { S3 = lake, Athena = athena, Mappers = [mapper] } };
        return JobWorld.StartAsync(folder.Path, configuration, lake: services =>
        {
            services.AddSingleton<ILakeStores>(_ => new S3LakeStores(lake, (options, _) => CephFixture.ClientOf(options, s3), TimeProvider.System));
            services.AddSingleton(_ => new AthenaServices(athena, lake, new SessionAWSCredentials("key", "secret", "session"), new BasicAWSCredentials("test", "testsecret"), TimeProvider.System));
            services.AddSingleton<IQueryFinder>(provider => provider.GetRequiredService<AthenaServices>().Finder);
            services.AddSingleton<ITableCatalog>(provider => provider.GetRequiredService<AthenaServices>().Catalog);
        });
    }
}
