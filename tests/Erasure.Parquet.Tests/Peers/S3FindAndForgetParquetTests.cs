using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Peers;

/// <summary>The Parquet cases of the strongest open peer's suites, by their numbers in our list of them, and the ones it fails. DuckDB writes and reads the files.</summary>
public sealed class S3FindAndForgetParquetTests
{
    [Fact]
    public async Task Case_1_two_of_three_rows_go()
    {
        Outcome outcome = await EraseAsync("VALUES (12345), (23456), (34567) t(customer_id)", Simple("customer_id", "12345", "23456"));
        Assert.Equal((3, 2), (outcome.Findings.Rows, outcome.Findings.RowsMatched));
        Assert.Equal(["34567"], outcome.Column("customer_id"));
    }

    [Fact]
    public async Task Case_2_each_of_three_row_groups_loses_one_row()
    {
        Outcome outcome = await EraseAsync("range(6144) t(id)", Simple("id", "0", "2048", "4096"), "ROW_GROUP_SIZE 2048");
        Assert.Equal((6144, 3), (outcome.Findings.Rows, outcome.Findings.RowsMatched));
        Assert.Equal([2047L, 2047, 2047], (await outcome.InspectAsync()).RowGroups.Select(group => group.Rows));
    }

    [Fact]
    public async Task Case_3_a_row_that_two_columns_match_is_counted_once()
    {
        Outcome outcome = await EraseAsync("VALUES (1, 7), (7, 7), (3, 4) t(a, b)", new RowPredicate([new SimpleMatch(["a", "b"], [new("7")])], []));
        Assert.Equal(2, outcome.Findings.RowsMatched);
        Assert.Equal(["3"], outcome.Column("a"));
    }

    [Fact]
    public async Task Case_4_column_names_compare_without_case()
    {
        Outcome outcome = await EraseAsync("(SELECT {'customerId': i} AS userData FROM range(3) r(i))", Simple("userdata.customerid", "1"));
        Assert.Equal(["0", "2"], outcome.Column("userData.customerId"));
    }

    [Fact]
    public async Task Case_5_key_value_metadata_stays()
    {
        Outcome outcome = await EraseAsync("range(3) t(id)", Simple("id", "1"), "KV_METADATA {pandas: '{\"index_columns\": [\"id\"]}'}");
        Assert.Equal("pandas", Assert.Single((await outcome.InspectAsync()).MetadataKeys));
    }

    [Fact]
    public async Task Case_6_a_struct_three_levels_deep_identifies()
    {
        Outcome outcome = await EraseAsync("(SELECT {'b': {'c': {'id': i, 'n': i * 2}}} AS a FROM range(3) r(i))", Simple("a.b.c.id", "1"));
        Assert.Equal(["0", "4"], outcome.Column("a.b.c.n"));
    }

    [Theory]
    [InlineData("first", "last", "jane", "doe")]
    [InlineData("id", "last", "12", "doe")]
    [InlineData("n.first", "n.last", "jane", "doe")]
    public async Task Cases_7_9_and_10_composites_need_every_part(string left, string right, string leftValue, string rightValue)
    {
        Outcome outcome = await EraseAsync(
            "(SELECT *, {'first': first, 'last': last} AS n FROM (VALUES (12, 'jane', 'doe'), (12, 'jane', 'roe'), (13, 'john', 'doe')) t(id, first, last))",
            new RowPredicate([], [new CompositeMatch([new(left, new(leftValue)), new(right, new(rightValue))])]));
        Assert.Equal(["roe", "doe"], outcome.Column("last"));
    }

    [Fact]
    public async Task Case_8_a_composite_of_one_column()
    {
        Outcome outcome = await EraseAsync("range(3) t(id)", new RowPredicate([], [new CompositeMatch([new("id", new("1"))])]));
        Assert.Equal(["0", "2"], outcome.Column("id"));
    }

    [Fact]
    public async Task Case_11_simple_and_composite_together()
    {
        Outcome outcome = await EraseAsync(
            "VALUES (1, 'a'), (2, 'a'), (2, 'b'), (3, 'c') t(id, name)",
            new RowPredicate([new SimpleMatch(["id"], [new("3")])], [new CompositeMatch([new("id", new("2")), new("name", new("b"))])]));
        Assert.Equal(["1", "2"], outcome.Column("id"));
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("s.amount")]
    public async Task Cases_12_and_13_decimals_compare_by_number(string path)
    {
        Outcome outcome = await EraseAsync(
            "(SELECT amount, {'amount': amount} AS s FROM (VALUES (123.450::DECIMAL(9,3)), (234.560), (345.670)) t(amount))", Simple(path, "123.450", "234.56"));
        Assert.Equal(["345.670"], outcome.Column("amount"));
    }

    [Fact]
    public async Task Case_14_an_absent_column_is_named()
    {
        Outcome outcome = await EraseAsync("range(3) t(id)", Simple("customer", "1"));
        MatchProblem problem = Assert.Single(outcome.Findings.Problems);
        Assert.Equal((MatchProblemCode.ColumnNotFound, "customer"), (problem.Code, problem.Column));
        Assert.True(outcome.Plan.IsNoop);
    }

    [Fact]
    public async Task Case_24_a_value_that_cannot_be_converted_fails_alone_and_is_not_repeated()
    {
        Outcome outcome = await EraseAsync("range(3) t(id)", Simple("id", "a_string", "1"));
        Assert.Equal(new MatchProblem(MatchProblemCode.ValueNotConvertible, "id", "Int64", 0), Assert.Single(outcome.Findings.Problems) with { Type = "Int64" });
        Assert.Equal(["0", "2"], outcome.Column("id"));
    }

    [Fact]
    public async Task Case_32_identifiers_in_lists_and_maps_match_by_any_element()
    {
        const string Table = "(SELECT * FROM (VALUES (1, ['a', 'b'], MAP {'k': 5}), (2, ['c'], MAP {'k': 6}), (3, [], MAP {'x': 7})) t(id, tags, attrs))";
        Assert.Equal(["2", "3"], (await EraseAsync(Table, Simple("tags", "b"))).Column("id"));
        Assert.Equal(["1", "3"], (await EraseAsync(Table, Simple("attrs.value", "6"))).Column("id"));
        Assert.Equal(["3"], (await EraseAsync(Table, Simple("attrs.key", "k"))).Column("id"));
    }

    [Fact]
    public async Task Case_45_a_file_that_loses_every_row_stays_valid_and_can_be_erased_again()
    {
        Outcome outcome = await EraseAsync("(SELECT i AS id, 'x' AS name FROM range(3) r(i))", Simple("id", "0", "1", "2"), "KV_METADATA {k: 'v'}");
        Assert.Empty(outcome.Column("id"));
        ParquetFileInfo info = await outcome.InspectAsync();
        Assert.Equal((0, 0, 2), (info.Rows, info.RowGroups.Count, info.Columns.Count));
        Assert.Equal("k", Assert.Single(info.MetadataKeys));
        Assert.True((await new ParquetRowEraser().PlanAsync(outcome.Result, outcome.Predicate, default)).IsNoop);
    }

    [Theory]
    [InlineData("2.23::FLOAT", "2.23")]
    [InlineData("2.23::DOUBLE", "2.23")]
    [InlineData("DATE '2020-02-29'", "2020-02-29")]
    [InlineData("TIMESTAMP '2020-02-29 12:30:00.25'", "2020-02-29T12:30:00.25")]
    [InlineData("TIMESTAMPTZ '2020-02-29 12:30:00+00'", "2020-02-29T13:30:00+01:00")]
    [InlineData("TIMESTAMP_NS '2020-02-29 12:30:00.000000001'", "2020-02-29T12:30:00.000000001")]
    [InlineData("TIMESTAMP_MS '2020-02-29 12:30:00.001'", "2020-02-29 12:30:00.001")]
    [InlineData("TIME '12:30:00'", "12:30:00")]
    [InlineData("true", "true")]
    [InlineData("'x'::VARCHAR(20)", "x")]
    [InlineData("'\\xAA\\x00'::BLOB", "0xaa00")]
    [InlineData("200::UTINYINT", "200")]
    [InlineData("60000::USMALLINT", "60000")]
    [InlineData("4000000000::UINTEGER", "4000000000")]
    [InlineData("18000000000000000000::UBIGINT", "18000000000000000000")]
    [InlineData("(-5)::TINYINT", "-5")]
    [InlineData("12.5::DECIMAL(4,1)", "12.50")]
    [InlineData("12.5::DECIMAL(18,1)", "12.5")]
    [InlineData("-12.5::DECIMAL(38,1)", "-12.5")]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'::UUID", "00112233-4455-6677-8899-AABBCCDDEEFF")]
    [InlineData("'b'::ENUM('a','b')", "b")]
    public async Task Every_type_identifies(string value, string text)
    {
        Outcome outcome = await EraseAsync($"(SELECT 1 AS n, {value} AS id UNION ALL BY NAME SELECT 2 AS n, NULL AS id UNION ALL BY NAME SELECT 3 AS n, {value} AS id)", Simple("id", text));
        Assert.Empty(outcome.Findings.Problems);
        Assert.Equal(["2"], outcome.Column("n"));
    }

    [Fact]
    public async Task A_null_parent_is_no_match_and_no_error()
    {
        Outcome outcome = await EraseAsync("(SELECT * FROM (VALUES (1, NULL), (2, {'id': 5}), (3, {'id': NULL})) t(n, s))", Simple("s.id", "5"));
        Assert.Equal(["1", "3"], outcome.Column("n"));
    }

    [Fact]
    public async Task A_path_to_a_group_is_told_from_one_to_nothing()
    {
        Outcome outcome = await EraseAsync("(SELECT {'id': 1} AS a)", Simple("a", "1"));
        Assert.Equal(MatchProblemCode.ColumnNotPrimitive, Assert.Single(outcome.Findings.Problems).Code);
    }

    private static RowPredicate Simple(string column, params string[] values) =>
        new([new SimpleMatch([column], [.. values.Select(value => new SecretText(value))])], []);

    private static async Task<Outcome> EraseAsync(string table, RowPredicate predicate, string options = "COMPRESSION snappy")
    {
        using TempFolder folder = new();
        string path = folder["in.parquet"];
        Foreign.Sql($"COPY (SELECT * FROM {table}) TO '{path}' (FORMAT parquet, {options})");
        byte[] source = await File.ReadAllBytesAsync(path);
        RewritePlan plan = await new ParquetRowEraser().PlanAsync(new MemoryByteSource(source), predicate, default);
        byte[] output = await Plans.ExecuteAsync(source, plan.Segments);
        VerificationReport report = await new ParquetVerifier().VerifyAsync(new MemoryByteSource(source), new MemoryByteSource(output), predicate, default);
        Assert.Empty(report.Problems);
        return new Outcome(plan, await plan.FindAllAsync(default), predicate, output);
    }

    private sealed record Outcome(RewritePlan Plan, Findings Findings, RowPredicate Predicate, byte[] Output)
    {
        public MemoryByteSource Result => new(Output);

        /// <summary>The column as DuckDB reads it.</summary>
        public string[] Column(string expression)
        {
            using TempFolder folder = new();
            File.WriteAllBytes(folder["out.parquet"], Output);
            return [.. Foreign.Sql($"SELECT {expression} FROM read_parquet('{folder["out.parquet"]}')").Select(row => row[0] ?? "NULL")];
        }

        public async Task<ParquetFileInfo> InspectAsync() => await ParquetInspector.InspectAsync(Result, new ParquetEraserOptions(), default);
    }
}
