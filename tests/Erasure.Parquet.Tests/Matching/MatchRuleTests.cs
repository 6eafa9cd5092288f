using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Matching;

/// <summary>What a rule makes equal is found in every format, whatever bounds and filters say; without the rule nothing but the value itself is.</summary>
public sealed class MatchRuleTests
{
    public static TheoryData<MatchRules> Rules => [.. Enum.GetValues<MatchRules>().Where(rule => rule != MatchRules.None)];

    /// <summary>Values in order, so that bounds of row groups and pages leave most out, and a dictionary with a bloom filter, or neither.</summary>
    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Every_spelling_is_found_in_parquet(MatchRules rule)
    {
        Random random = new(17 + (int)rule);
        string[] asked = [.. Enumerable.Range(0, 8).Select(_ => Spelling.Value(rule, random)).Distinct(StringComparer.Ordinal)];
        string[] spelled = [.. asked.Select(value => Spelling.Other(rule, value, random)).Except(asked, StringComparer.Ordinal)];
        string[] stored = [.. spelled.Concat(asked).Concat(Enumerable.Range(0, 3000).Select(i => $"k{i % 700:d5}")).Order(StringComparer.Ordinal)];
        using TempFolder folder = new();
        Foreign.Sql($"COPY (SELECT unnest([{string.Join(", ", stored.Select(Quoted))}]) AS id) TO '{folder["bloom"]}' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        Foreign.Rewrite(folder["bloom"], folder["pages"], new JsonObject { ["pageSize"] = 256, ["batchSize"] = 16, ["dictionary"] = false, ["statistics"] = "Page" });
        foreach (string name in new[] { "bloom", "pages" })
        {
            byte[] file = await File.ReadAllBytesAsync(folder[name]);
            Assert.Equal(asked.Length, await CountAsync(new ParquetRowEraser(), file, MatchRules.None, asked));
            Assert.Equal(asked.Length + spelled.Length, await CountAsync(new ParquetRowEraser(), file, rule, asked));
            Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file, By(rule, asked));
            Assert.Equal(0, await CountAsync(new ParquetRowEraser(), erased.Bytes, rule, asked));
            Assert.Equal(stored.Length - asked.Length - spelled.Length, erased.Findings.Rows - erased.Findings.RowsMatched);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Every_spelling_is_found_in_text(MatchRules rule)
    {
        Random random = new(170 + (int)rule);
        string[] asked = [.. Enumerable.Range(0, 50).Select(_ => Spelling.Value(rule, random)).Distinct(StringComparer.Ordinal)];
        string[] spelled = [.. asked.Select(value => Spelling.Other(rule, value, random)).Except(asked, StringComparer.Ordinal)];
        string[] stored = [.. spelled.Concat(asked).Append("somebody else")];
        byte[] json = Encoding.UTF8.GetBytes(string.Concat(stored.Select(value => $"{{\"id\":{JsonSerializer.Serialize(value)}}}\n")));
        byte[] csv = Encoding.UTF8.GetBytes($"id,n\n{string.Concat(stored.Select(value => $"\"{value}\",1\n"))}");
        foreach ((IRowEraser eraser, byte[] text) in new (IRowEraser, byte[])[] { (new JsonRowEraser(), json), (new CsvRowEraser(), csv) })
        {
            Assert.Equal(asked.Length, await CountAsync(eraser, text, MatchRules.None, asked));
            Assert.Equal(asked.Length + spelled.Length, await CountAsync(eraser, text, rule, asked));
        }
    }

    [Theory]
    [InlineData("""{"id":4930123}""", MatchRules.DigitsOnly, "+49 30-123", 1)]
    [InlineData("""{"id":4930123}""", MatchRules.None, "+49 30-123", 0)]
    [InlineData("""{"id":7}""", MatchRules.DigitsOnly, "007", 0)]
    [InlineData("""{"id":1.5}""", MatchRules.DigitsOnly, "15", 0)]
    [InlineData("""{"id":42.0}""", MatchRules.Trim, " 42 ", 1)]
    [InlineData("""{"id":123}""", MatchRules.Hexadecimal, "0x123", 0)]
    [InlineData("""{"id":1.0}""", MatchRules.IgnoreCase, "1", 1)]
    [InlineData("""{"id":"ab"}""", MatchRules.IgnoreCase, "\u0061B", 1)]
    public async Task Numbers_are_compared_by_value(string line, MatchRules rule, string value, int rows) =>
        Assert.Equal(rows, await CountAsync(new JsonRowEraser(), Encoding.UTF8.GetBytes(line), rule, value));

    [Theory]
    [InlineData("'x'::BLOB", MatchRules.None, "x", 1)]
    [InlineData("'0xabCD'::BLOB", MatchRules.None, "0xabCD", 1)]
    [InlineData("'\\xAB\\xCD'::BLOB", MatchRules.None, "0xabCD", 1)]
    [InlineData("'\\xAB\\xCD'::BLOB", MatchRules.None, "abCD", 0)]
    [InlineData("'\\xAB\\xCD'::BLOB", MatchRules.Hexadecimal, "abCD", 1)]
    [InlineData("'ABCD'::BLOB", MatchRules.Hexadecimal, "0xabcd", 1)]
    [InlineData("'ABCD'::BLOB", MatchRules.None, "0xabcd", 0)]
    [InlineData("4930123::BIGINT", MatchRules.DigitsOnly, "+49 30 123", 1)]
    [InlineData("4930123::BIGINT", MatchRules.Trim, " 4930123 ", 1)]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'::UUID", MatchRules.Uuid, "URN:UUID:00112233-4455-6677-8899-AABBCCDDEEFF", 1)]
    [InlineData("DATE '2024-02-29'", MatchRules.DigitsOnly, "2024-02-29", 1)]
    [InlineData("DATE '2024-02-29'", MatchRules.DigitsOnly, "20240229", 0)]
    [InlineData("1.50::DECIMAL(9,2)", MatchRules.Trim, "\t1.5", 1)]
    public async Task What_is_not_text_is_compared_by_value(string stored, MatchRules rule, string value, int rows)
    {
        byte[] file = await ForeignFile.WriteAsync($"SELECT {stored} AS id");
        Assert.Equal(rows, await CountAsync(new ParquetRowEraser(), file, rule, value));
    }

    [Fact]
    public async Task Matches_of_several_rules_share_a_column()
    {
        byte[] json = "{\"id\":\"ANN\"}\n{\"id\":\"ann\"}\n{\"id\":\" bob\"}\n{\"id\":\"Bob\"}\n"u8.ToArray();
        RowPredicate predicate = new(
            [new SimpleMatch(["id"], [new("ann")]), new SimpleMatch(["id"], [new("bob")]) { Rules = MatchRules.Trim }],
            [new CompositeMatch([new ColumnValue("id", new("BOB")) { Rules = MatchRules.IgnoreCase }, new ColumnValue("id", new("bOB")) { Rules = MatchRules.IgnoreCase | MatchRules.Trim }])]);
        Assert.Equal(3, (await new JsonRowEraser().FindAsync(new MemoryByteSource(json), predicate, default)).RowsMatched);
        byte[] file = await ForeignFile.WriteAsync("SELECT unnest(['ANN', 'ann', ' bob', 'Bob']) AS id");
        Assert.Equal(3, (await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), predicate, default)).RowsMatched);
    }

    [Fact]
    public async Task A_value_of_which_nothing_is_left_is_told()
    {
        byte[] file = await ForeignFile.WriteAsync("SELECT '  ' AS id");
        Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), By(MatchRules.Trim, " "), default);
        Assert.Equal((0, MatchProblemCode.ValueNotConvertible), (findings.RowsMatched, Assert.Single(findings.Problems).Code));
    }

    /// <summary>Rows that exact comparison leaves are counted where that is asked for, in every format, and not otherwise.</summary>
    [Fact]
    public async Task Near_misses_are_counted()
    {
        string[] stored = ["ann@example.com", "ANN@example.com", " ann@example.com", "ann@Example.com ", "bob@example.com"];
        byte[] parquet = await ForeignFile.WriteAsync($"SELECT unnest([{string.Join(", ", stored.Select(Quoted))}]) AS id");
        byte[] json = Encoding.UTF8.GetBytes(string.Concat(stored.Select(value => $"{{\"id\":\"{value}\"}}\n")));
        byte[] csv = Encoding.UTF8.GetBytes($"id\n{string.Concat(stored.Select(value => $"{value}\n"))}");
        foreach ((IRowEraser eraser, byte[] file) in new (IRowEraser, byte[])[] { (new ParquetRowEraser(), parquet), (new JsonRowEraser(), json), (new CsvRowEraser(), csv) })
        {
            RowPredicate predicate = By(MatchRules.Trim, "ann@example.com");
            Assert.Empty((await eraser.FindAsync(new MemoryByteSource(file), predicate, default)).Notices);
            Findings findings = await eraser.FindAsync(new MemoryByteSource(file), predicate with { CountNearMisses = true }, default);
            Notice notice = Assert.Single(findings.Notices);
            Assert.Equal((2, NoticeCode.NearMisses, 2), (findings.RowsMatched, notice.Code, notice.Count));
            Assert.DoesNotContain("ann", notice.Place, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static RowPredicate By(MatchRules rule, params string[] values) =>
        new([new SimpleMatch(["id"], [.. values.Select(value => new SecretText(value))]) { Rules = rule }], []);

    private static async Task<long> CountAsync(IRowEraser eraser, byte[] file, MatchRules rule, params string[] values) =>
        (await eraser.FindAsync(new MemoryByteSource(file), By(rule, values), default)).RowsMatched;

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
