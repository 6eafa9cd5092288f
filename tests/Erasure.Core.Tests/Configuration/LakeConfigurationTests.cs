using Erasure.Core.Configuration;
using Erasure.Core.Settings;

namespace Erasure.Core.Tests.Configuration;

/// <summary>A lake, its mappers, and what must not lie in it.</summary>
public sealed class LakeConfigurationTests : ConfigurationTests
{
    [Fact]
    public void A_lake_is_checked_across_its_mappers()
    {
        Expect(
            """
            {
              "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake", "mappers": ["foo", "no/pe", "stored", "Foo"] } }],
              "lake": { "folder": "nowhere", "job": { "batchSize": 1000 }, "mappers": [
                { "id": "foo", "prefix": "foo", "format": "parquet", "identifiers": { "user_id": ["id"] } },
                { "id": "foobar", "prefix": "foobar/", "format": "json", "identifiers": { "user_id": [] } },
                { "id": "Foo", "prefix": "foo/bar", "format": "xml", "identifiers": {} },
                { "id": "up", "prefix": "a/../b", "format": "csv", "identifiers": { "E-Mail": ["mail"] } }
              ] }
            }
            """,
            "$.domains[0].connector.mappers[1]",
            "$.domains[0].connector.mappers[3]",
            "$.lake.folder",
            "$.lake.job.batchSize",
            "$.lake.mappers[1].identifiers.user_id",
            "$.lake.mappers[2].id",
            "$.lake.mappers[2].prefix",
            "$.lake.mappers[2].format",
            "$.lake.mappers[2].identifiers",
            "$.lake.mappers[3].prefix",
            "$.lake.mappers[3].identifiers.E-Mail");
    }

    [Theory]
    [InlineData("{}", "$.lake")]
    [InlineData("""{ "folder": ".", "s3": { "bucket": "lake" } }""", "$.lake")]
    [InlineData("""{ "folder": ".", "mappers": [{ "id": "a", "prefix": "a", "bucket": "other", "format": "csv", "identifiers": { "user_id": ["id"] } }] }""", "$.lake.mappers[0].bucket")]
    [InlineData("""{ "s3": {} }""", "$.lake.s3.bucket")]
    [InlineData("""{ "s3": { "bucket": "Lake", "endpoint": "http://10.0.0.1:7480", "concurrentParts": 100, "prefix": "x" } }""", "$.lake.s3.bucket", "$.lake.s3.endpoint", "$.lake.s3.concurrentParts", "$.lake.s3.prefix")]
    public void A_lake_is_a_folder_or_in_S3(string lake, params string[] paths) =>
        Expect($$"""{ "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }], "lake": {{lake}} }""", paths);

    [Fact]
    public void Mappers_of_different_buckets_do_not_overlap()
    {
        const string Json = """
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "s3": { "bucket": "lake", "region": "eu-central-1" }, "mappers": [
                { "id": "a", "prefix": "a", "format": "csv", "identifiers": { "user_id": ["id"] } },
                { "id": "b", "prefix": "a", "bucket": "other", "format": "csv", "identifiers": { "user_id": ["id"] } },
                { "id": "c", "prefix": "a/b", "bucket": "lake", "format": "csv", "identifiers": { "user_id": ["id"] } }
              ] },
              "records": { "dynamoDb": { "table": "erasure", "endpoint": "http://10.0.0.1:8000" } } }
            """;
        Expect(Json, "$.lake.mappers[2].prefix", "$.records.dynamoDb.endpoint");
    }

    [Theory]
    [InlineData("lake", """ "dataFolder": ".", "masterKeyFile": "../key" """, "$.server.dataFolder")]
    [InlineData("", """ "masterKeyFile": "lake/master.key" """, "$.server.masterKeyFile")]
    [InlineData("", """ "dataFolder": "lake/data" """, "$.server.dataFolder")]
    [InlineData("", """ "dataFolder": "lake" """, "$.server.dataFolder")]
    [InlineData("lake", """ "dataFolder": "data" """)]
    public void Neither_the_records_nor_the_key_are_in_the_lake(string prefix, string server, params string[] paths)
    {
        Directory.CreateDirectory(Folder["lake"]);
        string root = prefix.Length == 0 ? "lake" : ".";
        Expect(
            $$"""
            { "domains": [{ "name": "lake", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "{{root}}", "mappers": [{ "id": "a", "prefix": "{{prefix}}", "format": "csv", "identifiers": { "user_id": ["id"] } }] },
              "server": { {{server}} } }
            """,
            paths);
    }

    [Theory]
    [InlineData("jsonl", "json, which reads lines too")]
    [InlineData("NDJSON", "json, which reads lines too")]
    [InlineData("tsv", "csv with text.delimiter \"\\t\"")]
    public void A_format_by_another_name_is_told_by_ours(string format, string meant)
    {
        Directory.CreateDirectory(Folder["lake"]);
        File.WriteAllText(Folder["erasure.json"], $$"""
            { "domains": [{ "name": "a", "admin": "a@example.org", "connector": { "type": "lake" } }],
              "lake": { "folder": "lake", "mappers": [{ "id": "m", "prefix": "m", "format": "{{format}}", "identifiers": { "user_id": ["id"] } }] } }
            """);

        ConfigurationProblem problem = Assert.Single(ConfigurationLoader.Load(Folder["erasure.json"]).Problems);

        Assert.Equal("$.lake.mappers[0].format", problem.Path);
        Assert.StartsWith("must be one of: parquet, json, csv; ", problem.Message, StringComparison.Ordinal);
        Assert.EndsWith(meant, problem.Message, StringComparison.Ordinal);
    }
}
