using System.Text.Json;
using Erasure.Core.Deletion.Mappers;
using Erasure.Core.Domains;
using Erasure.Core.Lake.Mappers;
using Erasure.Parquet;
using Erasure.Parquet.Text;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Lake;

public sealed class DataMapperTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Declared_and_stored_mappers_are_one_list_and_only_stored_ones_change()
    {
        await using JobWorld world = await StartAsync(JobWorld.Mapper("declared", DataFormat.Json, columns: ["by"]));
        DataMappers mappers = Mappers(world);
        DataMapper stored = JobWorld.Mapper("Stored", DataFormat.Csv, columns: ["mail"]);

        Assert.False(await mappers.PutAsync(stored, CancellationToken.None));
        Assert.True(await mappers.PutAsync(stored with { DeleteOldVersions = false }, CancellationToken.None));

        Assert.Equal(["declared", "Stored"], (await mappers.ListAsync(CancellationToken.None)).Select(mapper => mapper.Id));
        Assert.False((await mappers.GetAsync("sTORED", CancellationToken.None))!.DeleteOldVersions);
        Assert.True(mappers.IsDeclared("DECLARED"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => mappers.PutAsync(stored with { Id = "Declared" }, CancellationToken.None));
        IMapperRemover remover = world.Host.Services.GetRequiredService<IMapperRemover>();
        Assert.Equal(new MapperRemoval.Declared(), await remover.RemoveAsync("DECLARED", CancellationToken.None));
        Assert.Equal(new MapperRemoval.Removed(), await remover.RemoveAsync("stored", CancellationToken.None));
        Assert.Equal(new MapperRemoval.NotFound(), await remover.RemoveAsync("stored", CancellationToken.None));
        Assert.Null(await mappers.GetAsync("stored", CancellationToken.None));
    }

    [Fact]
    public async Task A_job_works_with_its_mappers_as_they_were_when_it_started()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync();
        DataMappers mappers = Mappers(world);
        await mappers.PutAsync(JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]), CancellationToken.None);
        await world.SubmitAsync();

        await mappers.DeleteAsync("clicks", CancellationToken.None);

        Assert.Equal(new Outcome.Erased(1) { Objects = 1 }, await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Fact]
    public async Task A_table_without_a_catalog_fails_its_own_part_of_the_job()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]));
        DataMapper table = JobWorld.Mapper("table", DataFormat.Json, columns: ["by"]) with { Prefix = null, Table = new CatalogTable { Database = "d", Name = "t" }, Finder = Finder.Athena };
        await Mappers(world).PutAsync(table, CancellationToken.None);

        Assert.Equal(
            new Outcome.Failed("find-failed", false) { Detail = "table: no-catalog: table is read through Glue, which isn't configured: set lake.s3 and lake.athena" },
            await world.RunAsync());
        Assert.Equal("{}\n", JobWorld.Read(folder.Path, "clicks/a.jsonl"));
    }

    [Theory]
    [InlineData(MissingObject.Skip, null)]
    [InlineData(MissingObject.Fail, "objects-failed")]
    public async Task An_object_that_is_gone_when_its_turn_comes_counts_as_the_mapper_says(MissingObject notFound, string? code)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", """{"by":"u-2042"}""" + "\n{}\n");
        JobWorld.Write(folder.Path, "clicks/b.jsonl", "{}\n");
        await using JobWorld world = await JobWorld.StartAsync(
            folder.Path,
            JobWorld.Configuration(folder.Path, mappers: JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { NotFound = notFound }),
            store => new ObjectStoreSpy(store)
            {
                BeforeOpen = _ =>
                {
                    File.Delete(folder["lake/clicks/a.jsonl"]);
                    return Task.CompletedTask;
                },
            });

        Outcome outcome = await world.RunAsync();
        Assert.Equal((code is null, code), (outcome is Outcome.NothingFound, (outcome as Outcome.Failed)?.Code));
    }

    [Theory]
    [InlineData("""{ "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] }, "finder": "index" }""", "finder")]
    [InlineData("""{ "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] }, "finder": "athena" }""", "finder")]
    [InlineData("""{ "prefix": "x", "format": "orc", "identifiers": { "user_id": ["id"] }, "colour": 1 }""", "format colour")]
    [InlineData("""{ "format": "json", "identifiers": { "E-Mail": ["id"], "user_id": [] } }""", "prefix identifiers.(unnamed) identifiers.user_id")]
    [InlineData("""{ "id": "other", "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] } }""", "id")]
    [InlineData("""{ "prefix": "x", "bucket": "abc", "roleArn": "arn:aws:iam::123456789012:role/r", "format": "json", "identifiers": { "user_id": ["id"] }, "partitionKeys": ["day"] }""", "bucket partitionKeys roleArn")]
    [InlineData("""{ "table": { "database": "d", "name": "t" }, "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] } }""", "prefix table")]
    [InlineData("""{ "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] }, "notFound": "ignore", "deleteOldVersions": 1 }""", "notFound deleteOldVersions")]
    [InlineData("""{ "prefix": "x", "format": "parquet", "identifiers": { "user_id": ["id"] }, "text": { "charset": "utf-8" } }""", "text")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "pruning": false }""", "pruning")]
    [InlineData("""{ "prefix": "x", "format": "json", "identifiers": { "user_id": ["id"] }, "text": { "delimiter": ";", "columns": ["id"], "charset": "klingon" } }""", "text.delimiter text.columns text.charset")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "text": { "charset": "IBM037" } }""", "text.charset")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "text": { "header": false } }""", "text.columns")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "text": { "quote": ",", "escape": "," } }""", "text.quote text.escape")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "text": { "delimiter": "||", "quote": "\n", "escape": "", "skipLines": -1, "nul": "" } }""", "text.delimiter text.quote text.escape text.skipLines text.nul")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "text": { "columns": ["id", "ID"] } }""", "text.columns")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": [{ "column": "id", "rules": ["trim", "guess"] }, { "rules": [] }] } }""", "identifiers.user_id[0].rules[1] identifiers.user_id[1].column")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"], "email": [{ "column": "ID", "rules": ["trim"] }] } }""", "identifiers.email[0].rules")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "include": [], "exclude": ["/a", "a//b", "a/../b", "a**", "a?", "{a,b}", "[ab]", "a\\b", "", "a/"], "mayBeEmpty": "yes" }""", "exclude[0] exclude[1] exclude[2] exclude[3] exclude[4] exclude[5] exclude[6] exclude[7] exclude[8] exclude[9] include mayBeEmpty")]
    [InlineData("""{ "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id"] }, "include": [] }""", "include")]
    [InlineData("[]", "")]
    public async Task Every_setting_that_is_wrong_is_told_and_none_is_ignored(string json, string paths)
    {
        await using JobWorld world = await StartAsync();
        (DataMapper? mapper, IReadOnlyList<MapperProblem> problems) = Mappers(world).Read(JsonDocument.Parse(json).RootElement, "m");
        Assert.Null(mapper);
        Assert.Equal(paths.Split(' ').Order(), problems.Select(problem => problem.Path).Distinct().Order());
    }

    [Theory]
    [InlineData("clicks", DataFormat.Json, "by", "")]
    [InlineData("clicks2", DataFormat.Json, "by", "overlap@prefix")]
    [InlineData("clicks2/deep", DataFormat.Json, "by", "overlap@prefix no-such-prefix@prefix")]
    [InlineData("people", DataFormat.Csv, "Mail", "")]
    [InlineData("people", DataFormat.Csv, "e-mail", "column-not-found@identifiers.user_id[0]")]
    [InlineData("people", DataFormat.Parquet, "mail", "not-the-format@format")]
    [InlineData("orders", DataFormat.Parquet, "customer_id", "")]
    [InlineData("orders", DataFormat.Parquet, "nobody", "column-not-found@identifiers.user_id[0]")]
    [InlineData("nothing", DataFormat.Json, "by", "no-such-prefix@prefix")]
    [InlineData("empty", DataFormat.Json, "by", "no-objects@prefix")]
    [InlineData("hidden", DataFormat.Json, "by", "no-objects@prefix")]
    [InlineData("linked", DataFormat.Json, "by", "link@prefix")]
    [InlineData("linked/deep", DataFormat.Json, "by", "link@prefix")]
    [InlineData("delta", DataFormat.Parquet, "id", "managed-table@prefix")]
    [InlineData("hudi/deep", DataFormat.Parquet, "id", "managed-table@prefix")]
    [InlineData("iceberg/data", DataFormat.Parquet, "id", "managed-table@prefix")]
    public async Task A_mapper_is_held_against_the_lake(string prefix, DataFormat format, string column, string expected)
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "clicks2/a.jsonl", "{}\n");
        JobWorld.Write(folder.Path, "people/a.csv", "id,mail\n1,x\n");
        JobWorld.Write(folder.Path, "hidden/_a.jsonl", "{}\n");
        Directory.CreateDirectory(folder["lake/empty"]);
        Directory.CreateDirectory(folder["elsewhere/deep"]);
        Directory.CreateSymbolicLink(folder["lake/linked"], folder["elsewhere"]);
        JobWorld.Write(folder.Path, "delta/_delta_log/0.json", "{}");
        JobWorld.Write(folder.Path, "delta/a.parquet", "{}");
        JobWorld.Write(folder.Path, "hudi/.hoodie/x", "{}");
        JobWorld.Write(folder.Path, "hudi/deep/a.parquet", "{}");
        JobWorld.Write(folder.Path, "iceberg/metadata/v1.metadata.json", "{}");
        JobWorld.CopySample(folder.Path, "shop/orders/2026-10.parquet", "orders/2026-10.parquet");
        await using JobWorld world = await StartAsync(JobWorld.Mapper("Clicks2", DataFormat.Json, columns: ["by"]) with { Prefix = "clicks2" });

        CatalogAnswer answer = await world.Host.Services.GetRequiredService<IMapperChecks>()
            .CheckAsync(JobWorld.Mapper("m", format, columns: [column]) with { Prefix = prefix }, CancellationToken.None);

        Assert.Equal(expected, string.Join(' ', answer.Problems.Select(problem => $"{problem.Code}@{problem.Path}")));
    }

    [Fact]
    public async Task A_prefix_that_is_a_symbolic_link_is_called_one()
    {
        JobWorld.Write(folder.Path, "clicks/a.jsonl", "{}\n");
        Directory.CreateSymbolicLink(folder["lake/linked"], folder["lake/clicks"]);
        await using JobWorld world = await StartAsync(JobWorld.Mapper("Other", DataFormat.Json, columns: ["by"]) with { Prefix = "other" });

        CatalogAnswer answer = await world.Host.Services.GetRequiredService<IMapperChecks>()
            .CheckAsync(JobWorld.Mapper("m", DataFormat.Json, columns: ["by"]) with { Prefix = "linked" }, CancellationToken.None);

        Assert.Contains("A symbolic link stands at the mapper's prefix", Assert.Single(answer.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_settings_and_rules_are_kept()
    {
        await using JobWorld world = await StartAsync();
        DataMappers mappers = Mappers(world);
        (DataMapper? read, IReadOnlyList<MapperProblem> problems) = mappers.Read(
            JsonDocument.Parse("""
                {
                  "prefix": "x", "format": "csv", "identifiers": { "user_id": ["id", { "column": "mail", "rules": ["ignore-case", "trim"] }] },
                  "text": { "charset": "iso-8859-1", "delimiter": "\t", "quote": "none", "escape": "\\", "header": false, "columns": ["id", "mail"], "null": "\\N", "skipLines": 1, "multiline": false, "ragged": true }
                }
                """).RootElement,
            "m");
        Assert.Empty(problems);
        await mappers.PutAsync(read!, CancellationToken.None);

        DataMapper kept = (await mappers.GetAsync("m", CancellationToken.None))!;

        Assert.Equal(["id", "mail"], kept.IdentifierColumns());
        Assert.Equal((MatchRules.None, MatchRules.IgnoreCase | MatchRules.Trim), (kept.RulesOf("id"), kept.RulesOf("mail")));
        Assert.Equal(["id", "mail"], kept.TextFormat.Columns);
        Assert.Equal(
            new TextFormat { Charset = "iso-8859-1", Delimiter = '\t', Quote = null, Escape = '\\', Header = false, Null = "\\N", SkipLines = 1, Multiline = false, Ragged = true },
            kept.TextFormat with { Columns = null });
    }

    private static DataMappers Mappers(JobWorld world) => world.Host.Services.GetRequiredService<DataMappers>();

    private Task<JobWorld> StartAsync(params DataMapper[] mappers) => JobWorld.StartAsync(folder.Path, JobWorld.Configuration(folder.Path, mappers: mappers));
}
