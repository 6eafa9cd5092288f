using System.Text.Json.Nodes;
using Erasure.Aws.Glue;
using Erasure.Aws.Tests.Athena;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Parquet.Text;

namespace Erasure.Aws.Tests.Glue;

public sealed class GlueCatalogTests
{
    private const string ParquetSerDe = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    private const string JsonSerDe = "org.openx.data.jsonserde.JsonSerDe";
    private const string CsvSerDe = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

    private const string LazySerDe = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"Parameters":{"table_type":"ICEBERG"}}""", "managed-table@table")]
    [InlineData("""{"Parameters":{"table_type":"PAIMON"}}""", "managed-table@table")]
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
    [InlineData("{}", JsonSerDe, DataFormat.Json, "")]
    [InlineData("""{"ignore.malformed.json":"true"}""", JsonSerDe, DataFormat.Json, "finder scan")]
    [InlineData("""{"dots.in.keys":"FALSE","case.insensitive":"false","paths":"id"}""", JsonSerDe, DataFormat.Json, "")]
    [InlineData("""{"dots.in.keys":"true"}""", JsonSerDe, DataFormat.Json, "prefix")]
    [InlineData("""{"mapping.id":"ID"}""", JsonSerDe, DataFormat.Json, "prefix")]
    [InlineData("""{"mapping.other":"ID"}""", JsonSerDe, DataFormat.Json, "")]
    [InlineData("{}", JsonSerDe, DataFormat.Csv, "give json")]
    [InlineData("{}", "org.apache.hadoop.hive.serde2.RegexSerDe", DataFormat.Csv, "Convert the table")]
    [InlineData("{}", "com.amazonaws.glue.serde.GrokSerDe", DataFormat.Json, "Convert the table")]
    [InlineData("{}", CsvSerDe, DataFormat.Csv, "")]
    [InlineData("""{"separatorChar":"||"}""", CsvSerDe, DataFormat.Csv, "text settings")]
    [InlineData("""{"separatorChar":"\""}""", CsvSerDe, DataFormat.Csv, "delimiter")]
    [InlineData("""{"line.delim":"|"}""", LazySerDe, DataFormat.Csv, "newlines")]
    [InlineData("""{"serialization.last.column.takes.rest":"true"}""", LazySerDe, DataFormat.Csv, "convert the table")]
    [InlineData("""{"serialization.encoding":"UTF-99"}""", LazySerDe, DataFormat.Csv, "charset")]
    public async Task A_reader_that_sees_other_rows_than_we_is_refused_with_what_to_do(string parameters, string serde, DataFormat format, string advice)
    {
        CatalogAnswer answer = await AskAsync(WithParameters(parameters), serde, format);

        Assert.Equal(advice.Length == 0 ? [] : ["serde-not-supported"], answer.Problems.Select(problem => problem.Code));
        Assert.All(answer.Problems, problem => Assert.Contains(advice, problem.Message, StringComparison.Ordinal));
    }

    /// <summary>Queries read a partition by its own class and settings, and we by the table's.</summary>
    [Theory]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":","}""", "{}", true)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":",","serialization.format":","}""", """{"classification":"csv"}""", true)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":"|"}""", "{}", false)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, "{}", "{}", false)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":",","escape.delim":"\\"}""", "{}", false)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":",","serialization.null.format":""}""", "{}", false)]
    [InlineData(LazySerDe, DataFormat.Csv, LazySerDe, """{"field.delim":","}""", """{"skip.header.line.count":"1"}""", false)]
    [InlineData(LazySerDe, DataFormat.Csv, CsvSerDe, """{"separatorChar":","}""", "{}", false)]
    [InlineData(LazySerDe, DataFormat.Csv, JsonSerDe, "{}", "{}", false)]
    [InlineData(JsonSerDe, DataFormat.Json, JsonSerDe, """{"field.delim":",","case.insensitive":"true"}""", "{}", true)]
    [InlineData(JsonSerDe, DataFormat.Json, JsonSerDe, """{"mapping.id":"uid"}""", "{}", false)]
    [InlineData(JsonSerDe, DataFormat.Json, LazySerDe, """{"field.delim":","}""", "{}", false)]
    [InlineData(ParquetSerDe, DataFormat.Parquet, ParquetSerDe, """{"serialization.format":"1"}""", "{}", true)]
    [InlineData(ParquetSerDe, DataFormat.Parquet, "org.apache.hadoop.hive.ql.io.orc.OrcSerde", "{}", "{}", false)]
    public async Task A_partition_that_is_read_otherwise_than_the_table_is_refused(string serde, DataFormat format, string ofPartition, string settings, string parameters, bool isSame)
    {
        JsonObject partition = new()
        {
            ["Values"] = new JsonArray("2026-01-01"),
            ["Parameters"] = JsonNode.Parse(parameters),
            ["StorageDescriptor"] = new JsonObject
            {
                ["Location"] = "s3://lake/shop/orders/day=2026-01-01/",
                ["SerdeInfo"] = new JsonObject { ["SerializationLibrary"] = ofPartition, ["Parameters"] = JsonNode.Parse(settings) },
            },
        };
        CatalogAnswer answer = await AskAsync(WithParameters("""{"field.delim":","}"""), serde, format, mapper => mapper with { Finder = Finder.Scan }, partition);

        Assert.Equal(isSame ? "" : "serde-not-supported@table", string.Join(' ', answer.Problems.Select(problem => $"{problem.Code}@{problem.Path}")));
        Assert.All(answer.Problems, problem => Assert.Contains("a partition", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_column_of_lists_in_delimited_text_is_refused()
    {
        CatalogAnswer answer = await AskAsync("""{"StorageDescriptor":{"Columns":[{"Name":"id","Type":"array<string>"}]}}""", LazySerDe, DataFormat.Csv);

        Assert.Contains("scalar", Assert.Single(answer.Problems).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, TextFormat> Readers { get; } = new()
    {
        { "{}", CsvSerDe, new TextFormat { Escape = '\\', Header = false } },
        { """{"separatorChar":"\t","quoteChar":"'","escapeChar":"\\","skip.header.line.count":"1"}""", CsvSerDe, new TextFormat { Delimiter = '\t', Quote = '\'', Escape = '\\' } },
        { """{"separatorChar":";","escapeChar":"\"","skip.header.line.count":"3"}""", CsvSerDe, new TextFormat { Delimiter = ';', Escape = '\\', SkipLines = 2 } },
        { "{}", LazySerDe, new TextFormat { Delimiter = '\u0001', Quote = null, Header = false, Null = "\\N", Multiline = false } },
        { """{"serialization.format":"|"}""", LazySerDe, new TextFormat { Delimiter = '|', Quote = null, Header = false, Null = "\\N", Multiline = false } },
        {
            """{"serialization.format":"1","field.delim":"9","escape.delim":"\\","serialization.null.format":"","serialization.encoding":"ISO-8859-1"}""", LazySerDe,
            new TextFormat { Charset = "ISO-8859-1", Delimiter = '\t', Quote = null, Escape = '\\', Header = false, Null = "", Multiline = false }
        },
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task The_tables_reader_says_how_text_is_written(string parameters, string serde, TextFormat expected)
    {
        CatalogAnswer answer = await AskAsync(WithParameters(parameters), serde, DataFormat.Csv);

        Assert.Empty(answer.Problems);
        Assert.Equal(["id"], answer.Mapper.TextFormat.Columns);
        Assert.Equal(expected with { Ragged = true }, answer.Mapper.TextFormat with { Columns = null });
    }

    [Fact]
    public async Task A_mappers_own_settings_overrule_the_tables_one_by_one_and_queries_must_agree()
    {
        TextSettings own = new() { Charset = "windows-1252", Escape = TextSettings.None };

        CatalogAnswer scanned = await AskAsync("{}", CsvSerDe, DataFormat.Csv, mapper => mapper with { Finder = Finder.Scan, Text = own });
        CatalogAnswer queried = await AskAsync("{}", CsvSerDe, DataFormat.Csv, mapper => mapper with { Text = own });
        CatalogAnswer agreed = await AskAsync("{}", CsvSerDe, DataFormat.Csv, mapper => mapper with { Text = new TextSettings { Delimiter = "," } });

        Assert.Empty(scanned.Problems);
        Assert.Equal(("windows-1252", null, false), (scanned.Mapper.TextFormat.Charset, scanned.Mapper.TextFormat.Escape, scanned.Mapper.TextFormat.Header));
        Assert.Equal("contradiction@text", Assert.Single(queried.Problems.Select(problem => $"{problem.Code}@{problem.Path}")));
        Assert.Empty(agreed.Problems);
    }

    [Theory]
    [InlineData(CsvSerDe, "{}", "delimiter")]
    [InlineData(CsvSerDe, "{}", "quote")]
    [InlineData(CsvSerDe, "{}", "escape")]
    [InlineData(LazySerDe, """{"field.delim":","}""", "delimiter")]
    [InlineData(LazySerDe, """{"field.delim":","}""", "escape")]
    public async Task Text_that_says_otherwise_than_the_table_is_refused_with_queries_in_each_setting(string serde, string parameters, string setting)
    {
        TextSettings own = setting switch
        {
            "delimiter" => new() { Delimiter = ";" },
            "quote" => new() { Quote = "'" },
            _ => new() { Escape = "!" },
        };

        CatalogAnswer queried = await AskAsync(WithParameters(parameters), serde, DataFormat.Csv, mapper => mapper with { Text = own });
        CatalogAnswer scanned = await AskAsync(WithParameters(parameters), serde, DataFormat.Csv, mapper => mapper with { Text = own, Finder = Finder.Scan });

        Assert.Equal(["contradiction@text"], queried.Problems.Select(problem => $"{problem.Code}@{problem.Path}"));
        Assert.Empty(scanned.Problems);
    }

    [Fact]
    public async Task Queries_read_a_partition_as_it_says_whatever_the_mappers_text_says()
    {
        await using LocalAws aws = await LocalAws.StartAsync();
        aws.Partitions.Add(JsonNode.Parse($$$$$"""
            {"Values":["2026-01-01"],
             "StorageDescriptor":{"Location":"s3://lake/shop/orders/day=2026-01-01/","SerdeInfo":{"SerializationLibrary":"{{{{{LazySerDe}}}}}","Parameters":{"field.delim":"|"}}}}
            """)!.AsObject());
        GlueTable table = new("shop", "orders", "s3://lake/shop/orders/", LazySerDe, [new("id", "bigint")], [new("day", "date")], new Dictionary<string, string>())
        {
            SerDeParameters = new Dictionary<string, string> { ["field.delim"] = "," },
        };
        DataMapper mapper = new()
        {
            Id = "orders",
            Table = new CatalogTable { Database = "shop", Name = "orders" },
            Finder = Finder.Athena,
            Format = DataFormat.Csv,
            Text = new TextSettings { Delimiter = "," },
            Bucket = "lake",
            Prefix = "shop/orders/",
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["id"] },
        };

        QueryException refused = await Assert.ThrowsAsync<QueryException>(() => new TablePartitions(aws.Glue, TimeProvider.System).ListAsync(mapper, table, ["id"], CancellationToken.None));
        Assert.Equal("serde-not-supported", refused.Code);
    }

    [Fact]
    public async Task A_missing_table_is_told_and_a_right_one_is_located()
    {
        Assert.Equal("table-not-found", Assert.Single((await AskAsync("null", ParquetSerDe, DataFormat.Parquet)).Problems).Code);
        DataMapper located = (await AskAsync("{}", ParquetSerDe, DataFormat.Parquet)).Mapper;
        Assert.Equal(("lake", "shop/orders/"), (located.Bucket, located.Prefix));
    }

    private static string WithParameters(string parameters) => """{"StorageDescriptor":{"SerdeInfo":{"Parameters":""" + parameters + "}}}";

    private static async Task<CatalogAnswer> AskAsync(string differences, string serde, DataFormat format, Func<DataMapper, DataMapper>? change = null, JsonObject? partition = null)
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

        if (partition is not null)
        {
            aws.Partitions.Add(partition);
        }

        DataMapper mapper = new()
        {
            Id = "orders",
            Table = new CatalogTable { Database = "shop", Name = "orders" },
            Finder = Finder.Athena,
            Format = format,
            PartitionKeys = ["day"],
            Identifiers = new Dictionary<string, IReadOnlyList<IdentifierColumn>> { ["user_id"] = ["id"] },
        };
        return await new GlueCatalog(aws.Glue, TimeProvider.System).AskAsync(change?.Invoke(mapper) ?? mapper, CancellationToken.None);
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
