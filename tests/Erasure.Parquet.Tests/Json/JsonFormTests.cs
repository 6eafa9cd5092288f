using System.Text;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Json;

/// <summary>Forms of JSON that common writers make, after public reports where one is named.</summary>
public sealed class JsonFormTests
{
    [Theory]
    [InlineData("{\"id\":1}{\"id\":2}{\"id\":3}", "2", "{\"id\":1}{\"id\":3}")]
    [InlineData("{\"id\":1}{\"id\":2}{\"id\":3}", "1", "{\"id\":2}{\"id\":3}")]
    [InlineData("{\"id\":1} {\"id\":2} {\"id\":3}", "2", "{\"id\":1} {\"id\":3}")]
    [InlineData("{\"id\":1}{\"id\":2}\n{\"id\":3}\n", "2", "{\"id\":1}\n{\"id\":3}\n")]
    [InlineData("{\"id\":1}{\"id\":2}\n{\"id\":3}\n", "1", "{\"id\":2}\n{\"id\":3}\n")]
    [InlineData("{\"id\":1}{\"id\":1}\n{\"id\":3}\n", "1", "{\"id\":3}\n")]
    public async Task Objects_behind_one_another_as_Firehose_writes_them(string text, string id, string expected) => await AssertAsync(text, id, expected); // serverless#2916, vector#8487

    [Theory]
    [InlineData("{\n  \"id\": 1,\n  \"n\": [\n  ]\n}\n{\n  \"id\": 2\n}", "1", "{\n  \"id\": 2\n}")]
    [InlineData("{\n  \"id\": 1\n}\n{\n  \"id\": 2\n}", "2", "{\n  \"id\": 1\n}\n")]
    [InlineData("{\n  \"id\": 1\n}{\n  \"id\": 2\n}\n", "2", "{\n  \"id\": 1\n}\n")]
    [InlineData("{\r\n\"id\": 1\r\n}\r\n", "1", "")]
    public async Task Objects_over_several_lines(string text, string id, string expected) => await AssertAsync(text, id, expected);

    [Theory]
    [InlineData("[{\"id\": 1}, {\"id\": 2}]", "1", "[{\"id\": 2}]")]
    [InlineData("[{\"id\": 1}, {\"id\": 2}]", "2", "[{\"id\": 1}]")]
    [InlineData("[{\"id\":1},{\"id\":2},{\"id\":3}]\n", "2", "[{\"id\":1},{\"id\":3}]\n")]
    [InlineData("[\n  {\"id\":1},\n  {\"id\":1},\n  {\"id\":3}\n]\n", "1", "[\n  {\"id\":3}\n]\n")]
    [InlineData("[\n  {\"id\":1},\n  {\"id\":3}\n]\n", "3", "[\n  {\"id\":1}\n]\n")]
    [InlineData("[{\"id\":1} , {\"id\":1}]", "1", "[]")]
    [InlineData("\ufeff[{\"id\":1}]", "1", "\ufeff[]")]
    [InlineData(" [ ] ", "1", " [ ] ")]
    public async Task An_array_of_objects_stays_one(string text, string id, string expected) => await AssertAsync(text, id, expected);

    [Theory]
    [InlineData("[{\"id\":1},2]", "Line 1 has something other than an object")]
    [InlineData("[{\"id\":1}{\"id\":2}]", "Line 1 has no comma between two elements, at its byte 9")]
    [InlineData("[{\"id\":1},\n]", "Line 2 has something other than an object")]
    [InlineData("[{\"id\":1},\n{\"id\":1}", "isn't closed")]
    [InlineData("[{\"id\":1},", "isn't closed")]
    [InlineData("[{\"id\":1}]\n[{\"id\":1}]", "Line 2 has something behind the array")]
    [InlineData("[[{\"id\":1}]]", "has an array where an object is due")]
    [InlineData("{\"id\":1},{\"id\":2}", "Line 1 has a comma where an object is due")]
    [InlineData("{\"id\":1}\n{\"a\":\n{\"id\" 2}}", "Line 3 has no colon")]
    [InlineData("{\"id\":1}\n{\"a\":[1}", "Line 2 has neither a comma nor an end")]
    [InlineData("{\"id\":1}\n{\"a\":[1", "Line 2 begins an object that doesn't end, at its byte 0")]
    public async Task What_is_no_such_form_is_refused_by_what_it_looks_like(string text, string message)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), text, Erase.By("id", "1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elements_of_an_array_are_read_one_by_one()
    {
        var eraser = new JsonRowEraser(new TextEraserOptions { MaxRecordLength = 1 << 10 });
        string[] elements = [.. Enumerable.Range(0, 50_000).Select(i => $"{{\"id\":{i % 10},\"t\":\"{i}\"}}")];
        Erased erased = await Erase.RunAsync(eraser, Encoding.UTF8.GetBytes("[" + string.Join(",\n", elements) + "]"), Erase.By("id", "3"));
        Assert.Equal("[" + string.Join(",\n", elements.Where((_, i) => i % 10 != 3)) + "]", erased.Text);
    }

    [Theory]
    [InlineData("{\"id\":1,\"a\":NaN,\"b\":[Infinity,-Infinity]}\n{\"id\":2}\n")]
    [InlineData("{\"id\":1,\"a\":\"x\ty\u0001\"}\n{\"id\":2}\n")]
    [InlineData("{\"id\":1,\"d\":DEEP}\n{\"id\":2}\n")]
    [InlineData("{\"a\":1,\"A\":2,\"a\":3,\"id\":1}\n{\"id\":2}\n")]
    public async Task Common_leniencies_beside_the_identifier_are_read(string text)
    {
        string deep = text.Replace("DEEP", new string('[', 60_000) + new string(']', 60_000), StringComparison.Ordinal);
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), deep, Erase.By("id", "1"));
        Assert.Equal("{\"id\":2}\n", erased.Text);
        Assert.Equal(deep[..^9], (await Erase.RunAsync(new JsonRowEraser(), deep, Erase.By("id", "2"))).Text);
        Assert.Empty(erased.Findings.Notices);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused_as_that()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new JsonRowEraser(), "{\"a\":" + new string('[', 100_000), Erase.By("id", "1")));
        Assert.Contains("nests deeper than 65536 levels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identifiers_that_are_no_text_or_number_are_told()
    {
        byte[] text = [.. "{\"n\":1}\n{\"id\":\"m"u8, 0xfc, .. "ller\"}\n{\"id\":\"\\ud800\"}\n{\"id\":NaN}\n{\"id\":\"u2\"}\n"u8];
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), text, Erase.By("id", "müller"));
        Assert.Equal([new Notice(NoticeCode.MalformedIdentifiers, 3, "line 2")], erased.Findings.Notices);

        // amazon-s3-find-and-forget#228
        var latin1 = new JsonRowEraser(new TextEraserOptions { Format = new TextFormat { Charset = "iso-8859-1" } });
        Erased found = await Erase.RunAsync(latin1, text, Erase.By("id", "müller"));
        Assert.Equal((byte[])[.. "{\"n\":1}\n"u8, .. text.AsSpan(text.AsSpan().IndexOf("{\"id\":\"\\u"u8))], found.Bytes);
    }

    [Fact]
    public async Task A_match_under_a_name_in_another_case_beside_the_exact_one_is_told()
    {
        // panther#384, cloudquery#7639
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{\"tags\":{\"Name\":\"u1\",\"name\":\"u2\"}}\n{\"tags\":{\"name\":\"u3\"}}\n", Erase.By("tags.name", "u1"));
        Assert.Equal(0, erased.Findings.RowsMatched);
        Assert.Equal([new Notice(NoticeCode.NearMisses, 1, "line 1")], erased.Findings.Notices);
        Assert.Equal(new MatchProblem(MatchProblemCode.ColumnAmbiguous, "tags.name", "json", 0) { IsOfValue = true }, Assert.Single(erased.Findings.Problems));
    }

    [Theory]
    [InlineData("{\"Records\":[{\"user\":\"u1\"},{\"user\":\"u2\"}]}", 1)]
    [InlineData("{\"Records\":[{\"user\":\"u1\"},{\"user\":\"u2\"},{\"user\":\"u1\"},{\"user\":\"u2\"},{\"user\":\"u3\"},{\"user\":null},{}]}", 2)]
    [InlineData("{\"Records\":[{\"user\":\"u1\"}],\"user\":\"u2\"}", 0)]
    [InlineData("{\"Records\":{\"user\":\"u1\"}}", 0)]
    [InlineData("{\"Records\":[{\"user\":[\"u1\",\"u4\"]},{\"other\":\"u2\"}]}", 1)]
    public async Task The_other_people_of_a_record_are_counted(string text, int others)
    {
        Erased erased = await Erase.RunAsync(new JsonRowEraser(), "{}\n" + text + "\n", Erase.By("Records.user", "u1"));
        Assert.Equal(1, erased.Findings.RowsMatched);
        Assert.Equal(others == 0 ? [] : [new Notice(NoticeCode.OthersInRecord, others, "line 2")], erased.Findings.Notices);
    }

    [Theory]
    [InlineData("{\"p\":[{\"a\":\"x\",\"b\":\"1\"},{\"a\":\"z\",\"b\":\"y\"}]}", false)]
    [InlineData("{\"p\":[{\"a\":\"x\",\"b\":\"1\"},{\"a\":\"x\",\"b\":\"y\"}]}", true)]
    [InlineData("{\"p\":[{\"a\":\"x\",\"b\":\"y\"},{\"a\":\"x\",\"b\":\"1\"}]}", true)]
    [InlineData("{\"p\":{\"a\":\"x\",\"b\":\"y\"}}", true)]
    [InlineData("{\"p\":{\"a\":[\"q\",\"x\"],\"b\":[\"y\"]}}", true)]
    [InlineData("{\"p\":[{\"a\":[\"q\",\"x\"],\"b\":[\"y\"]}]}", true)]
    [InlineData("{\"p\":[{\"a\":[\"q\",\"x\"]},{\"b\":[\"y\"]}]}", false)]
    [InlineData("{\"p\":[[{\"a\":\"x\"},{\"b\":\"y\"}]]}", false)]
    [InlineData("{\"p\":[[{\"a\":\"x\",\"b\":\"y\"}]]}", true)]
    public async Task A_composite_holds_within_one_element_unless_it_is_asked_otherwise(string text, bool matches)
    {
        CompositeMatch match = Erase.Composite(("p.a", "x"), ("p.b", "y"));
        Assert.Equal(matches ? 1 : 0, (await Erase.RunAsync(new JsonRowEraser(), text, new RowPredicate([], [match]))).Findings.RowsMatched);
        Assert.Equal(1, (await Erase.RunAsync(new JsonRowEraser(), text, new RowPredicate([], [match with { AcrossElements = true }]))).Findings.RowsMatched);
    }

    [Theory]
    [InlineData("{\"o\":[{\"n\":\"7\",\"p\":[{\"a\":\"x\"},{\"a\":\"x\",\"b\":\"y\"}]}]}", true)]
    [InlineData("{\"o\":[{\"n\":\"7\",\"p\":[{\"a\":\"x\"},{\"b\":\"y\"}]}]}", false)]
    [InlineData("{\"o\":[{\"n\":\"7\"},{\"p\":[{\"a\":\"x\",\"b\":\"y\"}]}]}", false)]
    public async Task Lists_in_lists_bind_the_parts_that_lie_in_them(string text, bool matches)
    {
        RowPredicate predicate = Erase.ByAll(("o.n", "7"), ("o.p.a", "x"), ("o.p.b", "y"));
        Assert.Equal(matches ? 1 : 0, (await Erase.RunAsync(new JsonRowEraser(), text, predicate)).Findings.RowsMatched);
    }

    private static async Task AssertAsync(string text, string id, string expected) =>
        Assert.Equal(expected, (await Erase.RunAsync(new JsonRowEraser(), text, Erase.By("id", id))).Text);
}
