using System.Text;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Json;

public sealed class JsonRowEraserTests
{
    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1.0", "1", true)]
    [InlineData("1e0", "1", true)]
    [InlineData("10E-1", "1", true)]
    [InlineData("1", "1.00", false)]
    [InlineData("1.00", "1.00", true)]
    [InlineData("5", "5.0", false)]
    [InlineData("0", "-0", false)]
    [InlineData("-0", "-0", true)]
    [InlineData("-0", "0", true)]
    [InlineData("0.0e5", "0", true)]
    [InlineData("100", "1e2", false)]
    [InlineData("120000", "12e4", false)]
    [InlineData("12e4", "12e4", true)]
    [InlineData("12E4", "12e4", false)]
    [InlineData("12e4", "120000", true)]
    [InlineData("12345678901234567890", "12345678901234567890", true)]
    [InlineData("12345678901234567890", "12345678901234567891", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("0.1", "0.10000000000000000001", false)]
    [InlineData("2.23", "2.23", true)]
    [InlineData("1", "01", false)]
    [InlineData("1", "+1", false)]
    [InlineData("1", " 1", false)]
    [InlineData("1", "true", false)]
    [InlineData("1e999999999999", "1e999999999999", false)]
    [InlineData("\"1.0\"", "1", false)]
    [InlineData("\"1\"", "1", true)]
    [InlineData("\"A\"", "a", false)]
    [InlineData("\"caf\\u00e9\"", "café", true)]
    [InlineData("\"café\"", "café", true)]
    [InlineData("\"a\\\"b\"", "a\"b", true)]
    [InlineData("\"\\ud800\"", "\ufffd", false)]
    [InlineData("\"\\ud83d\\ude00\"", "😀", true)]
    [InlineData("\"\"", "", true)]
    [InlineData("true", "true", true)]
    [InlineData("false", "false", true)]
    [InlineData("true", "1", false)]
    [InlineData("null", "null", false)]
    [InlineData("null", "", false)]
    [InlineData("{}", "{}", false)]
    [InlineData("[1,[2,[3]]]", "3", true)]
    [InlineData("[1,[2,[{\"x\":3}]]]", "3", false)]
    public async Task A_value_equals_a_text_by_these_rules(string json, string value, bool matches)
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), $"{{\"x\":0,\"id\":{json},\"y\":[]}}\n", Erase.By("id", value));
        Assert.Equal(matches ? 1 : 0, erased.Findings.RowsMatched);
    }

    [Fact]
    public async Task A_number_is_compared_by_value_however_long_it_is_written()
    {
        string zeros = new('0', 100_000);
        foreach (string json in new[] { $"1000.{zeros}", $"1e{zeros}3", $"1{zeros}e-99997", $"0.{zeros}1e100004" })
        {
            Erased erased = await Erase.RunAsync(new JsonRowEraser(), $"{{\"id\":{json}}}\n{{\"id\":1{zeros}}}\n", Erase.By("id", "1000"));
            Assert.Equal(1, erased.Findings.RowsMatched);
        }
    }

    [Theory]
    [InlineData("{\"a\":[{\"b\":[{\"c\":1},{\"c\":7}]}]}", "a.b.c")]
    [InlineData("{\"a.b\":{\"c\":7}}", "a.b.c")]
    [InlineData("{\"a\":{\"b.c\":7}}", "a.b.c")]
    [InlineData("{\"a\":{\"b\":1},\"A\":0,\"a\":{\"b\":7}}", "a.b")]
    [InlineData("{\"\\u0061\":7}", "a")]
    [InlineData("{\"Ärger\":7}", "ärger")]
    [InlineData("{\"a\":[[[{\"b\":7}]]]}", "A.B")]
    public async Task A_path_leads_through_objects_arrays_dotted_and_repeated_names(string row, string path)
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), row + "\n", Erase.By(path, "7"));
        Assert.Equal(1, erased.Findings.RowsMatched);
    }

    [Fact]
    public async Task Of_several_names_that_differ_only_by_case_none_counts_but_the_exact_one()
    {
        Erased ambiguous = await Erase.RunAsync(new JsonRowEraser(), "{\"ID\":1,\"Id\":1}\n{\"ID\":1,\"Id\":1}\n{\"ID\":1}\n", Erase.By("id", "1"));
        Assert.Equal(1, ambiguous.Findings.RowsMatched);
        MatchProblem problem = Assert.Single(ambiguous.Findings.Problems);
        Assert.Equal((MatchProblemCode.ColumnAmbiguous, "id", false), (problem.Code, problem.Column, problem.IsOfValue));
        Assert.Empty((await Erase.RunAsync(new JsonRowEraser(), "{\"ID\":1,\"Id\":2,\"id\":3}\n", Erase.By("id", "3"))).Findings.Problems);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public async Task An_identifier_that_holds_nothing_is_nobodys(string json) =>
        Assert.Empty((await Erase.RunAsync(new JsonRowEraser(), $"{{\"id\":{json}}}\n", Erase.By("id", "7"))).Findings.Problems);

    [Theory]
    [InlineData("{\"id\":{\"S\":\"7\"}}", "id")]
    [InlineData("{\"id\":{ \"$numberLong\":\"7\"}}", "id")]
    [InlineData("{\"id\":[1,[{\"S\":\"7\"}]]}", "id")]
    [InlineData("{\"ID\":{\"a\":{}}}", "id")]
    [InlineData("{\"u\":[{\"id\":{\"S\":\"7\"}}]}", "u.id")]
    public async Task An_identifier_that_is_an_object_is_told_once_and_whoever_asks_for_it_is_not_searched(string row, string path)
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), $"{{\"n\":1}}\n{row}\n{row}\n", Erase.By(path, "7"));
        Assert.Equal(0, erased.Findings.RowsMatched);
        Assert.Equal(new MatchProblem(MatchProblemCode.ColumnNotPrimitive, path, "json", 0), Assert.Single(erased.Findings.Problems));
    }

    [Fact]
    public async Task An_object_that_a_path_leads_into_is_compared_there()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"id\":{\"S\":\"7\"}}\n{\"id\":\"7\"}\n{\"id\":{\"N\":\"7\"}}\n", Erase.ByAny(["id", "id.S"], "7"));
        Assert.Equal(2, erased.Findings.RowsMatched);
        Assert.Empty(erased.Findings.Problems);
    }

    [Fact]
    public async Task A_composite_needs_all_its_parts_in_one_row_and_a_row_goes_once()
    {
        const string text = "{\"f\":\"jo\",\"l\":\"do\",\"age\":28}\n{\"f\":\"jo\",\"l\":\"x\",\"age\":28}\n{\"f\":\"x\",\"l\":\"do\"}\n{\"f\":\"jo\"}\n";
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), text, Erase.ByAll(("f", "jo"), ("l", "do"), ("age", "28")));
        Assert.Equal(1, erased.Findings.RowsMatched);

        var both = new RowPredicate(Erase.By("age", "28").Simple, [Erase.Composite(("f", "jo"), ("l", "do"))]);
        Assert.Equal(2, (await Erase.RunAsync(new JsonRowEraser(), text, both)).Findings.RowsMatched);
        Assert.Equal(1, (await Erase.RunAsync(new JsonRowEraser(), text, Erase.ByAll(("l", "x")))).Findings.RowsMatched);
    }

    [Fact]
    public async Task Blank_lines_and_a_byte_order_mark_stay()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "\ufeff{\"id\":1}\n\n  \t\r\n{\"id\":2}\n\n", Erase.By("id", "1"));
        Assert.Equal("\ufeff\n  \t\r\n{\"id\":2}\n\n", erased.Text);
        Assert.Equal(2, erased.Findings.Rows);
    }

    public static TheoryData<string> Excesses() => new(
        $"{{\"id\":1}}\n{{\"x\":0{string.Concat(Enumerable.Repeat(",\"ID\":\"o\"", 65))}}}",
        $"{{\"id\":1}}\n{{\"id\":[{string.Join(',', Enumerable.Repeat('2', 1_000_001))}]}}");

    [Theory]
    [InlineData("{\"id\":1}\n{\"id\":2")]
    [InlineData("{\"id\":1}\n{\"id\":2} x")]
    [InlineData("{\"id\":1}\n[{\"id\":2}]")]
    [InlineData("{\"id\":1}\n2")]
    [InlineData("{\"id\":1}\nnull")]
    [InlineData("{\"id\":1}\n,{\"id\":2}")]
    [InlineData("{\"id\":1}\n{\"id\":nan}")]
    [InlineData("{\"id\":1}\n{\"id\":01}")]
    [InlineData("{\"id\":1}\n{\"id\":\"\\x\"}")]
    [InlineData("{\"id\":1}\n{'id':1}")]
    [InlineData("{\"id\":1}\n{\"id\":1,}")]
    [MemberData(nameof(Excesses))]
    public async Task A_line_that_is_no_object_is_refused_by_its_number(string text)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), text, Erase.By("id", "1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains("Line 2 ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_valid_text_elsewhere_in_a_row_are_kept()
    {
        byte[] row = [.. "{\"id\":1,\"t\":\""u8, 0xff, 0xfe, .. "\"}\n"u8];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), [.. row, .. "{\"id\":2}\n"u8], Erase.By("id", "2"));
        Assert.Equal(row, erased.Bytes);
    }

    [Fact]
    public async Task Nothing_found_is_a_plan_that_copies_everything()
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"id\":1}\n", Erase.By("id", "2"));
        Assert.Equal([new Segment.Copy(0, 9)], erased.Segments);
    }

    [Fact]
    public async Task A_record_beyond_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        var eraser = new JsonRowEraser(new TextEraserOptions { MaxRecordLength = 1 << 20 });
        string fits = "{\"id\":1,\"t\":\"" + new string('x', (1 << 20) - 20) + "\"}\n";
        Erased erased = await Erase.RunAsync(eraser, Encoding.UTF8.GetBytes(fits + "{\"id\":2}\n"), Erase.By("id", "1"));
        Assert.Equal("{\"id\":2}\n", erased.Text);

        string tooLong = "{\"t\":\"" + new string('x', 4 << 20) + "\"}\n";
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(eraser, Encoding.UTF8.GetBytes(tooLong), Erase.By("id", "1")));
        Assert.Equal(RefusalCode.TooLarge, refused.Code);
    }

    [Fact]
    public async Task Many_rows_over_many_buffers_keep_every_byte_of_the_survivors()
    {
        var random = new Random(3);
        var text = new StringBuilder();
        var expected = new StringBuilder();
        for (int i = 0; i < 30_000; i++)
        {
            int id = random.Next(50);
            string row = $"{{ \"pad\":\"{new string('é', random.Next(60))}\", \"id\":{id} }}{(random.Next(2) == 0 ? "\r\n" : "\n")}";
            text.Append(row);
            expected.Append(id == 7 ? "" : row);
        }

        Erased erased = await Erase.RunAsync(new JsonRowEraser(), text.ToString(), Erase.By("id", "7"));
        Assert.Equal(expected.ToString(), erased.Text);
        Erased again = await Erase.RunAsync(new JsonRowEraser(), erased.Bytes, Erase.By("id", "7"));
        Assert.Equal(0, again.Findings.RowsMatched);
    }
}
