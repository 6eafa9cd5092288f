using System.Text.Json.Nodes;
using Erasure.Aws.Glue;
using Erasure.Aws.Tests.Athena;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Tests.Glue;

public sealed class GlueTests
{
    private static readonly CatalogTable Orders = new() { Database = "shop", Name = "orders" };
    private static readonly DateTimeOffset Now = new(2024, 3, 2, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_table_is_read_and_a_missing_one_is_null()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Tables["orders"] = JsonNode.Parse("""
            {"Name":"orders","PartitionKeys":[{"Name":"day","Type":"date"}],"Parameters":{"classification":"parquet"},
             "StorageDescriptor":{"Location":"s3://lake/orders/","Columns":[{"Name":"id","Type":"int"}],"SerdeInfo":{"SerializationLibrary":"ParquetHiveSerDe"}}}
            """)!.AsObject();
        GlueTable table = (await aws.Glue.GetTableAsync(Orders, default))!;
        Assert.Equal(("shop", "orders", "s3://lake/orders/", "ParquetHiveSerDe"), (table.Database, table.Name, table.Location, table.SerDe));
        Assert.Equal(new GlueColumn("id", "int"), Assert.Single(table.Columns));
        Assert.Equal(new GlueColumn("day", "date"), Assert.Single(table.PartitionKeys));
        Assert.Null(await aws.Glue.GetTableAsync(Orders with { Name = "nothing" }, default));
    }

    [Fact]
    public async Task Partitions_come_from_all_segments_and_pages()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Partitions.AddRange(Enumerable.Range(0, 97).Select(i => new JsonObject
        {
            ["Values"] = new JsonArray($"{i:d2}"),
            ["StorageDescriptor"] = new JsonObject { ["Location"] = $"s3://lake/p={i:d2}/" },
        }));
        List<GluePartition> partitions = await aws.Glue.ListPartitionsAsync(Orders, default).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 97).Select(i => $"s3://lake/p={i:d2}/"), partitions.Select(partition => partition.Location).Order());
    }

    [Fact]
    public async Task A_failure_in_one_segment_fails_the_listing()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Refusals.Enqueue((400, "AccessDeniedException"));
        await Assert.ThrowsAsync<AwsJson.AwsJsonException>(async () => await aws.Glue.ListPartitionsAsync(Orders, default).ToListAsync());
    }

    [Theory]
    [InlineData("type=enum|values=eu, us", "eu,us")]
    [InlineData("type=integer|range=1,3", "1,2,3")]
    [InlineData("type=integer|range=0,10|interval=5|digits=3", "000,005,010")]
    [InlineData("type=date|format=yyyy/MM/dd|range=2024/02/28,2024/03/01", "2024/02/28,2024/02/29,2024/03/01")]
    [InlineData("type=date|format=yyyy-MM-dd|range=NOW-2DAYS,NOW", "2024-02-29,2024-03-01,2024-03-02")]
    [InlineData("type=date|format=yyyy-MM|range=2023-12,NOW", "2023-12,2024-01,2024-02,2024-03")]
    [InlineData("type=date|format=yyyy|range=2022,NOW", "2022,2023,2024")]
    [InlineData("type=date|format=yyyy-MM-dd-HH|range=2024-03-02-03,NOW|interval=1|interval.unit=HOURS", "2024-03-02-03,2024-03-02-04,2024-03-02-05")]
    public void Projected_partitions_follow_from_the_parameters(string parameters, string expected) =>
        Assert.Equal(expected.Split(','), PartitionProjection.Values(Projected(parameters), "p", Now));

    [Fact]
    public void A_projection_that_says_too_little_is_told()
    {
        Assert.True(PartitionProjection.IsOn(Projected("type=injected")));
        Assert.Throws<NotSupportedException>(() => PartitionProjection.Values(Projected("type=injected"), "p", Now));
        Assert.Contains("projection.p.values", Assert.Throws<FormatException>(() => PartitionProjection.Values(Projected("type=enum"), "p", Now)).Message);
        Assert.Throws<FormatException>(() => PartitionProjection.Values(Projected("type=guess"), "p", Now));
    }

    [Theory]
    [InlineData("decimal(10, 2)")]
    [InlineData("struct<a:int,`b`:array<map<string,struct<c:varchar(20)>>>>")]
    [InlineData("timestamp")]
    public void Types_are_read(string type) => Assert.NotNull(GlueType.Parse(type));

    [Theory]
    [InlineData("")]
    [InlineData("array<int")]
    [InlineData("struct<a>")]
    [InlineData("map<int>")]
    [InlineData("decimal(1); DROP")]
    [InlineData("varchar(20")]
    public void What_is_no_type_is_refused(string type) => Assert.Throws<FormatException>(() => GlueType.Parse(type));

    private static GlueTable Projected(string parameters) => new(
        "shop",
        "orders",
        "s3://lake/orders/",
        "",
        [],
        [new("p", "string")],
        parameters.Split('|').Select(pair => pair.Split('=', 2)).Append(["enabled", "true"])
            .ToDictionary(pair => pair[0] == "enabled" ? "projection.enabled" : "projection.p." + pair[0], pair => pair[1]));
}
