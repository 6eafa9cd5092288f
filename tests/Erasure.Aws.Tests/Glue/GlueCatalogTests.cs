using System.Text.Json.Nodes;
using Erasure.Aws.Glue;
using Erasure.Aws.Tests.Athena;
using Erasure.Core.Configuration;
using Erasure.Core.Lake.Mappers;

namespace Erasure.Aws.Tests.Glue;

public sealed class GlueCatalogTests
{
    private const string ParquetSerDe = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    private const string JsonSerDe = "org.openx.data.jsonserde.JsonSerDe";
    private const string CsvSerDe = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"Parameters":{"table_type":"ICEBERG"}}""", "managed-table@table")]
    [InlineData("""{"Parameters":{"spark.sql.sources.provider":"delta"}}""", "managed-table@table")]
    [InlineData("""{"StorageDescriptor":{"InputFormat":"org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat"}}""", "managed-table@table")]
    [InlineData("""{"StorageDescriptor":{"InputFormat":"org.apache.hudi.hadoop.HoodieParquetInputFormat"}}""", "managed-table@table")]
    [InlineData("""{"StorageDescriptor":{"SerdeInfo":{"SerializationLibrary":"org.apache.hadoop.hive.ql.io.orc.OrcSerde"}}}""", "serde-not-supported@format")]
    [InlineData("""{"StorageDescriptor":{"Location":"hdfs://x/y"}}""", "location-not-supported@table")]
    [InlineData("""{"StorageDescriptor":{"Columns":[{"Name":"id","Type":"interval"}]}}""", "type-not-supported@identifiers.user_id[0]")]
    [InlineData("""{"StorageDescriptor":{"Columns":[]}}""", "column-not-found@identifiers.user_id[0]")]
    [InlineData("""{"PartitionKeys":[{"Name":"hour","Type":"int"}]}""", "partition-key-not-found@partitionKeys[0]")]
    [InlineData("""{"Parameters":{"projection.enabled":"true","projection.day.type":"injected"}}""", "projection-not-supported@table")]
    public async Task A_table_that_would_be_misread_is_told(string differences, string expected)
    {
        CatalogAnswer answer = await AskAsync(differences, ParquetSerDe, DataFormat.Parquet);
        Assert.Equal(expected, string.Join(' ', answer.Problems.Select(problem => $"{problem.Code}@{problem.Path}")));
    }

    [Theory]
    [InlineData("{}", JsonSerDe, DataFormat.Json, true)]
    [InlineData("""{"StorageDescriptor":{"SerdeInfo":{"Parameters":{"ignore.malformed.json":"true"}}}}""", JsonSerDe, DataFormat.Json, false)]
    [InlineData("""{"StorageDescriptor":{"SerdeInfo":{"Parameters":{"dots.in.keys":"FALSE","paths":"id"}}}}""", JsonSerDe, DataFormat.Json, true)]
    [InlineData("""{"StorageDescriptor":{"SerdeInfo":{"Parameters":{"mapping.id":"ID"}}}}""", JsonSerDe, DataFormat.Json, false)]
    [InlineData("{}", CsvSerDe, DataFormat.Csv, false)]
    [InlineData("""{"Parameters":{"skip.header.line.count":"1"}}""", CsvSerDe, DataFormat.Csv, true)]
    [InlineData("""{"Parameters":{"skip.header.line.count":"1"},"StorageDescriptor":{"SerdeInfo":{"Parameters":{"separatorChar":";"}}}}""", CsvSerDe, DataFormat.Csv, false)]
    public async Task The_tables_reader_must_see_the_rows_that_we_see(string differences, string serde, DataFormat format, bool isRight)
    {
        CatalogAnswer answer = await AskAsync(differences, serde, format);
        Assert.Equal(isRight ? [] : ["serde-not-supported"], answer.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public async Task A_missing_table_is_told_and_a_right_one_is_located()
    {
        Assert.Equal("table-not-found", Assert.Single((await AskAsync("null", ParquetSerDe, DataFormat.Parquet)).Problems).Code);
        DataMapper located = (await AskAsync("{}", ParquetSerDe, DataFormat.Parquet)).Mapper;
        Assert.Equal(("lake", "shop/orders/"), (located.Bucket, located.Prefix));
    }

    private static async Task<CatalogAnswer> AskAsync(string differences, string serde, DataFormat format)
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        if (JsonNode.Parse(differences) is JsonObject changes)
        {
            JsonObject table = JsonNode.Parse("""
                {"Name":"orders","PartitionKeys":[{"Name":"day","Type":"date"}],"Parameters":{},
                 "StorageDescriptor":{"Location":"s3://lake/shop/orders/","Columns":[{"Name":"id","Type":"bigint"}],"SerdeInfo":{}}}
                """)!.AsObject();
            table["StorageDescriptor"]!["SerdeInfo"]!["SerializationLibrary"] = serde;
            Merge(table, changes);
            aws.Tables["orders"] = table;
        }

        return await new GlueCatalog(aws.Glue, TimeProvider.System).AskAsync(
            new DataMapper
            {
                Id = "orders",
                Table = new CatalogTable { Database = "shop", Name = "orders" },
                Finder = Finder.Athena,
                Format = format,
                PartitionKeys = ["day"],
                Identifiers = new Dictionary<string, IReadOnlyList<string>> { ["user_id"] = ["id"] },
            },
            CancellationToken.None);
    }

    private static void Merge(JsonObject into, JsonObject changes)
    {
        foreach ((string name, JsonNode? value) in changes)
        {
            if (value is JsonObject inner && into[name] is JsonObject present)
            {
                Merge(present, inner);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
