using System.Text;
using Erasure.Aws.Athena;
using Erasure.Aws.Glue;
using Erasure.Parquet;
using Erasure.Tests.Shared;

namespace Erasure.Aws.Tests.Athena;

public sealed class FindQueryTests
{
    private static readonly GlueTable Table = new(
        "shop",
        "orders",
        "s3://lake/orders/",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        [
            new("a_int", "int"), new("a_bigint", "bigint"), new("a_small", "smallint"), new("a_tiny", "tinyint"), new("a_string", "string"), new("a_varchar", "varchar(20)"), new("a_char", "char(8)"),
            new("a_decimal", "decimal(10,2)"), new("a_double", "double"), new("a_float", "float"), new("a_bool", "boolean"), new("a_date", "date"), new("a_time", "timestamp"), new("a_binary", "binary"), new("a_phone", "string"), new("a_name", "string"),
            new("a_misread", "string"), new("a_misread_char", "char(8)"), new("a_misread_binary", "binary"),
            new("ctx", "struct<user:struct<id:int,mail:string>,n:int>"), new("tags", "array<string>"), new("items", "array<struct<owner:string,ids:array<int>>>"), new("props", "map<string,struct<uid:string>>"),
        ],
        [new("day", "string"), new("year", "int")],
        new Dictionary<string, string>());

    /// <summary>Every path that can be asked, a value that one row has, and one that none has.</summary>
    public static TheoryData<string, string, string> Paths { get; } = new()
    {
        { "a_int", "7", "8" },
        { "A_Int", "7", "a_string" },
        { "a_bigint", "9000000000", "7.5" },
        { "a_small", "-3", "3" },
        { "a_tiny", "1", "400" },
        { "a_string", "it's \"quoted\"; --", "It's" },
        { "a_varchar", "jane", "Jane" },
        { "a_decimal", "123.450", "123.46" },
        { "a_double", "1.5", "1.6" },
        { "a_float", "2.23", "2.24" },
        { "a_bool", "true", "maybe" },
        { "a_date", "2024-02-29", "2024-02-30" },
        { "a_time", "2024-01-02 03:04:05.678", "2024-01-02 03:04:05" },
        { "a_time", "2024-01-02T03:04:05.678", "x" },
        { "a_binary", "bytes", "byte" },
        { "ctx.user.id", "42", "43" },
        { "ctx.user.mail", "j@x.org", "" },
        { "tags", "b", "c" },
        { "tags.list.element", "a", "d" },
        { "items.owner", "me", "you" },
        { "items.list.element.ids.list.element", "2", "9" },
        { "props.key", "k", "v" },
        { "props.key_value.value.uid", "u1", "u2" },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_find_names_the_objects_that_hold_a_value_of_any_type(string path, string present, string absent)
    {
        using var lake = new Lake();
        Assert.Equal(["match.parquet"], await lake.FindAsync([new(1, [path], IsComposite: false)], [(1, [absent]), (1, [present])]));
        Assert.Empty(await lake.FindAsync([new(1, [path], IsComposite: false)], [(1, [absent]), (2, [present])]));
    }

    [Theory]
    [InlineData("a_string", MatchRules.IgnoreCase, "IT'S \"Quoted\"; --", "its quoted")]
    [InlineData("a_varchar", MatchRules.Trim | MatchRules.IgnoreCase, "\u00A0Jane\t", "j ane's")]
    [InlineData("a_varchar", MatchRules.Hexadecimal, "0xJANE", "0xjan")]
    [InlineData("a_varchar", MatchRules.Uuid, "urn:uuid:{JA-NE}", "jan-")]
    [InlineData("a_char", MatchRules.IgnoreCase, "ABC", "ab")]
    [InlineData("a_binary", MatchRules.IgnoreCase | MatchRules.Nfc, "BYTES", "byte")]
    [InlineData("ctx.user.mail", MatchRules.Email, "j@X.Org", "k@x.org")]
    [InlineData("ctx.user.mail", MatchRules.EmailProvider, "J+shop@x.org", "k+shop@x.org")]
    [InlineData("props.key", MatchRules.IgnoreCase, "K", "V")]
    [InlineData("tags", MatchRules.IgnoreCase, "B", "C")]
    [InlineData("a_int", MatchRules.IgnoreCase | MatchRules.DigitsOnly, "7", "8")]
    [InlineData("a_phone", MatchRules.DigitsOnly, "0049 (171) 5", "49171")]
    [InlineData("a_phone", MatchRules.DigitsOnly, "\u0660\u0660\u0664\u0669\u0661\u0667\u0661\u0665", null)]
    [InlineData("a_name", MatchRules.Nfc, "Zo\u00EB", "Zoe")]
    [InlineData("a_name", MatchRules.Nfc | MatchRules.IgnoreCase, "ZOE\u0308", "ZOE")]
    public async Task Rules_find_whatever_they_make_equal(string path, MatchRules rules, string present, string? absent)
    {
        using var lake = new Lake();
        MatchGroup[] groups = [new(1, [path], IsComposite: false) { Rules = [rules] }];
        Assert.Contains("match.parquet", await lake.FindAsync(groups, [(1, [present])]));
        if (absent is not null)
        {
            Assert.Empty(await lake.FindAsync(groups, [(1, [absent])]));
        }
    }

    [Theory]
    [InlineData("a_misread", true)]
    [InlineData("a_misread_char", true)]
    [InlineData("a_misread_binary", true)]
    [InlineData("tags", true)]
    [InlineData("props.key", true)]
    [InlineData("a_name", false)]
    [InlineData("a_string", false)]
    [InlineData("ctx.user.mail", false)]
    [InlineData("props.value.uid", false)]
    public async Task A_text_that_may_be_another_one_is_found_where_letters_beyond_Ascii_are_asked_for(string path, bool isMisread)
    {
        using var lake = new Lake();
        MatchGroup[] groups = [new(1, [path], IsComposite: false) { BeyondAscii = [path] }];
        Assert.Equal(isMisread ? ["match.parquet"] : [], await lake.FindAsync(groups, [(1, ["Ünal"])]));
        Assert.Empty(await lake.FindAsync(groups, [(1, ["Ünal"])], new Dictionary<string, string> { ["year"] = "2023" }));
        Assert.Empty(await lake.FindAsync([new(1, [path], IsComposite: false)], [(1, ["Unal"])]));
    }

    [Fact]
    public async Task A_value_that_fits_no_type_hinders_no_other()
    {
        using var lake = new Lake();
        MatchGroup[] groups = [new(1, ["a_int", "a_string", "a_date", "ctx.user.id"], IsComposite: false)];
        Assert.Equal(["match.parquet"], await lake.FindAsync(groups, [(1, ["not a number"]), (1, ["42"])]));
    }

    [Fact]
    public async Task Composites_are_compared_column_by_column()
    {
        using var lake = new Lake();
        MatchGroup[] groups = [new(3, ["a_int", "ctx.user.mail"], IsComposite: true)];
        Assert.Equal(["match.parquet"], await lake.FindAsync(groups, [(3, ["7", "j@x.org"])]));
        Assert.Empty(await lake.FindAsync(groups, [(3, ["7", "other"]), (3, ["8", "j@x.org"]), (3, ["7j@x.org", ""]), (3, ["7"])]));
    }

    [Fact]
    public async Task Partitions_restrict_the_find()
    {
        using var lake = new Lake();
        MatchGroup[] groups = [new(1, ["a_int"], IsComposite: false)];
        Assert.Equal(["match.parquet"], await lake.FindAsync(groups, [(1, ["7"])], new Dictionary<string, string> { ["day"] = "o'clock", ["Year"] = "2024" }));
        Assert.Empty(await lake.FindAsync(groups, [(1, ["7"])], new Dictionary<string, string> { ["day"] = "o'clock", ["year"] = "2023" }));
        Assert.Equal(["match.parquet"], await lake.FindAsync(groups, [(1, ["7"])], new Dictionary<string, string> { ["year"] = "2023" }, new Dictionary<string, string> { ["year"] = "2024" }));
    }

    [Theory]
    [InlineData("nope", typeof(KeyNotFoundException))]
    [InlineData("ctx.nope", typeof(KeyNotFoundException))]
    [InlineData("ctx", typeof(NotSupportedException))]
    [InlineData("props", typeof(NotSupportedException))]
    [InlineData("a_int.x", typeof(NotSupportedException))]
    public void A_column_that_cannot_be_asked_is_named(string path, Type error)
    {
        Exception thrown = Assert.Throws(error, () => new FindQuery(Table, "tmp", "m").Write([new(1, [path], false)], []));
        Assert.Contains(path, thrown.Message);
    }

    [Theory]
    [InlineData("12; DROP TABLE x")]
    [InlineData("1 OR 1=1")]
    public void A_partition_value_that_is_no_number_is_refused(string value) => Assert.Throws<FormatException>(
        () => new FindQuery(Table, "tmp", "m").Write([new(1, ["a_int"], false)], [new Dictionary<string, string> { ["year"] = value }]));

    [Fact]
    public void Names_and_values_cannot_break_their_quotes()
    {
        GlueTable table = Table with { Database = "d\"; DROP", Name = "t'x\"", Columns = [new("c\" OR 1=1 --", "string")], PartitionKeys = [new("p\"", "string")] };
        string sql = new FindQuery(table, "m\"d", "m'\"t").Write([new(1, ["c\" OR 1=1 --"], false)], [new Dictionary<string, string> { ["p\""] = "' OR '1'='1" }]);
        TrinoGrammar.AssertAccepts(sql);
        Assert.Contains("\"c\"\" OR 1=1 --\"", sql);
        Assert.Contains("= ''' OR ''1''=''1'", sql);
    }

    [Fact]
    public async Task Another_accounts_catalog_and_a_partition_without_a_value_are_named()
    {
        string sql = new FindQuery(Table with { Catalog = "glue:arn:aws:glue:eu-central-1:123456789012:catalog" }, "tmp", "m")
            .Write([new(1, ["a_int"], false)], [new Dictionary<string, string> { ["year"] = "__HIVE_DEFAULT_PARTITION__" }]);
        TrinoGrammar.AssertAccepts(sql);
        Assert.Contains("FROM \"glue:arn:aws:glue:eu-central-1:123456789012:catalog\".\"shop\".\"orders\" AS t", sql);
        using var lake = new Lake();
        Assert.Empty(await lake.FindAsync([new(1, ["a_int"], false)], [(1, ["7"])], new Dictionary<string, string> { ["year"] = "__HIVE_DEFAULT_PARTITION__" }));
    }

    /// <summary>Two objects, one of which holds a row to find, as a partitioned table of the local Athena.</summary>
    private sealed class Lake : IDisposable
    {
        private const string Row = """
            7 AS a_int, 9000000000::BIGINT AS a_bigint, -3::SMALLINT AS a_small, 1::TINYINT AS a_tiny, 'it''s "quoted"; --' AS a_string, 'jane' AS a_varchar, 'abc     ' AS a_char,
            123.45::DECIMAL(10,2) AS a_decimal, 1.5::DOUBLE AS a_double, 2.23::FLOAT AS a_float, true AS a_bool, DATE '2024-02-29' AS a_date,
            TIMESTAMP '2024-01-02 03:04:05.678' AS a_time, 'bytes'::BLOB AS a_binary, '0049-171-5' AS a_phone, 'Zoë' AS a_name,
            'MÃ¼ller' AS a_misread, 'JÃ¼rg   ' AS a_misread_char, encode('josÃ©') AS a_misread_binary, {'user': {'id': 42, 'mail': 'j@x.org'}, 'n': 1} AS ctx, ['a', 'b', 'Ã¼'] AS tags,
            [{'owner': 'me', 'ids': [1, 2]}, {'owner': NULL, 'ids': NULL}] AS items, MAP {'k': {'uid': 'u1'}, 'ï¿½': {'uid': 'u1'}} AS props
            """;

        private readonly TempFolder folder = new();
        private readonly string schema = "s" + Guid.NewGuid().ToString("N");

        public Lake()
        {
            string day = folder["day=o'clock"] + "/year=2024";
            Directory.CreateDirectory(day);
            string nulls = string.Join(", ", Row.Split(" AS ").Skip(1).Select(part => part.Trim().Split([',', ' ', '\n'])[0]).Select(name => $"NULLIF({name}, {name}) AS {name}"));
            Foreign.Sql(
                $"CREATE SCHEMA {schema}",
                "CREATE OR REPLACE MACRO iso8601(text) AS TRY_CAST(text AS TIMESTAMP)",
                $"COPY (SELECT {Row} UNION ALL SELECT {nulls} FROM (SELECT {Row})) TO '{Escape(day)}/match.parquet' (FORMAT parquet)",
                $"COPY (SELECT {nulls} FROM (SELECT {Row})) TO '{Escape(day)}/other.parquet' (FORMAT parquet)",
                $"CREATE VIEW {schema}.orders AS SELECT *, filename AS \"$path\" FROM read_parquet('{Escape(folder.Path)}/*/*/*.parquet', filename = true, hive_partitioning = true)");
        }

        public async Task<string[]> FindAsync(MatchGroup[] groups, (int Group, string[] Values)[] matches, params IReadOnlyDictionary<string, string>[] partitions)
        {
            string manifest = folder["manifest.json"];
            await File.WriteAllBytesAsync(manifest, [.. matches.SelectMany(match => Manifest.Line(match.Group, match.Values))]);
            Foreign.Sql($"CREATE OR REPLACE VIEW {schema}.manifest AS SELECT * FROM read_json('{Escape(manifest)}', format = 'newline_delimited', columns = {{group_number: 'INTEGER', match_values: 'VARCHAR[]'}})");
            string sql = new FindQuery(Table with { Database = schema }, schema, "manifest").Write(groups, partitions);
            TrinoGrammar.AssertAccepts(sql);
            await using LocalAws aws = await LocalAws.StartAsync();
            string id = await aws.Athena.StartAsync(sql, schema, Guid.NewGuid().ToString(), default);
            AthenaQuery query;
            do
            {
                query = await aws.Athena.GetAsync(id, default);
            }
            while (!query.IsOver);
            Assert.True(query.State == AthenaQueryState.Succeeded, $"{aws.FailureOf(id)}\n{sql}");
            return [.. (await aws.Athena.ReadAsync(id, default).ToListAsync()).Select(path => Path.GetFileName(path)).Order()];
        }

        public void Dispose()
        {
            Foreign.Sql($"DROP SCHEMA {schema} CASCADE", "SELECT 1");
            folder.Dispose();
        }

        private static string Escape(string path) => path.Replace("'", "''", StringComparison.Ordinal);
    }
}
