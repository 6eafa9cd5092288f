using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Csv;

/// <summary>Dialects that common readers read, after public reports where one is named.</summary>
public sealed class CsvDialectTests
{
    private static readonly TextFormat OpenCsv = new() { Escape = '\\' };
    private static readonly TextFormat LazySimple = new() { Delimiter = '\u0001', Quote = null, Escape = '\\', Header = false, Columns = ["id", "n"], Null = "\\N", Multiline = false };

    [Theory]
    [InlineData("u2", "id,note\nu0,x\nu1,\"he said \\\"\nu2,ok\"\nu3,y\n")]
    [InlineData("u1", "id,note\nu0,x\nu3,y\n")]
    public async Task An_escaped_quote_before_a_line_end_ends_nothing(string id, string expected)
    {
        // SPARK-22236, databricks/spark-csv#390
        const string text = "id,note\nu0,x\nu1,\"he said \\\"\nu2,ok\"\nu3,y\n";
        await AssertAsync(OpenCsv, text, id, expected);
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat(), text, Erase.By("id", id)));
        Assert.Contains("line 3 has a backslash before a quote", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,n\nu1,\"say \\\"hi\\\"\"\nu2,x\n")]
    [InlineData("id,n\nu1,\"C:\\dir\\\"\nu2,x\n")]
    [InlineData("id,n\nu1,\"a \"\"q\\\"\"\nu2,x\n\"")]
    public async Task A_backslash_before_a_quote_is_refused_where_no_escape_is_named(string text)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat(), text, Erase.By("id", "u2")));
        Assert.Contains("(escape)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_quote_named_as_the_escape_says_that_a_backslash_is_text()
    {
        await AssertAsync(new TextFormat { Escape = '"' }, "id,n\nu1,\"C:\\dir\\\"\nu2,x\n", "u2", "id,n\nu1,\"C:\\dir\\\"\n");
        await AssertAsync(new TextFormat(), "id,n\nu1,\"{\"\"k\"\":\"\"a\\\"\"b\"\"}\"\nu2,x\n", "u2", "id,n\nu1,\"{\"\"k\"\":\"\"a\\\"\"b\"\"}\"\n");
    }

    [Theory]
    [InlineData("\"DOM\\\\u1\"")]
    [InlineData("\"DOM\\u1\"")]
    [InlineData("DOM\\u1")]
    public async Task An_escaped_backslash_is_read_as_either_reader_does(string field) =>
        await AssertAsync(OpenCsv, $"id,n\n{field},1\nu2,\"\"\n", "DOM\\u1", "id,n\nu2,\"\"\n");

    [Theory]
    [InlineData("utf-16BE")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public async Task Text_of_two_or_four_bytes_a_character_without_a_mark_is_refused_whatever_it_begins_with(string charset)
    {
        // the first four bytes of this, in UTF-16, are of no character of ASCII
        byte[] bytes = Encoding.GetEncoding(charset).GetBytes("\u0418\u043c\u044f\tu-1\n");
        TextFormat format = new() { Delimiter = '\t', Header = false, Columns = ["name", "id"], Ragged = true };

        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(async () =>
            await new CsvRowEraser(new TextEraserOptions { Format = format }).FindAsync(new MemoryByteSource(bytes), Erase.By("id", "u-1"), default));

        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains("NUL", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lazy_simple_tables_have_no_header_no_quotes_and_a_null()
    {
        const string text = "u1\u0001a\\\u0001b\n\\N\u0001\"c\nu2\u0001d\n";
        await AssertAsync(LazySimple, text, "u1", "\\N\u0001\"c\nu2\u0001d\n");
        await AssertAsync(LazySimple, text, "\\N", text);
        await AssertAsync(LazySimple, text, "N", text);
        await AssertAsync(LazySimple with { Delimiter = ',' }, "u1,a\\,b\nu2,c\n", "u2", "u1,a\\,b\n");
        await AssertAsync(new TextFormat { Delimiter = '\t', Quote = null, Escape = '\\' }, "id\tn\nu1\ta\\\nb\nu2\t\n", "u1", "id\tn\nu2\t\n");
    }

    [Theory]
    [InlineData("user_id;n\nu1;1\n", "looks separated by ';', not by ','")]
    [InlineData("user_id\tn\nu1\t1\n", "looks separated by a tab, not by ','")]
    [InlineData("u1\u0001x\nu2\u0001y\n", "looks separated by U+0001, not by ','")]
    [InlineData("user_id,n\nu1,a\\,b\n", "an escape (escape)")]
    [InlineData("user_id,n\nu1;1\n", "looks separated by ';', not by ','")]
    [InlineData("user_id,n\nu1\n", "(ragged)")]
    [InlineData("user_id,n\no,1\nn,user_id\n5,u1\n", "may be the header of another file")]
    [InlineData("user_id,n,t\no,1,\n\"n\",\"user_id\",mail\n5,u1,m\n", "may be the header of another file")]
    [InlineData("user_id,n\no,1\nN,USER_ID\n5,u1\n", "may be the header of another file")]
    [InlineData("user_id,n\no,1\n\ufeffn,user_id\n5,u1\n", "may be the header of another file")]
    [InlineData("user_id,n\no,1\nn, user_id\n5,u1\n", "may be the header of another file")]
    [InlineData("user_id,n\no,1\nts,user_id\n5,u1\n", "may be the header of another file")]
    [InlineData("sep=,\nuser_id,n\no,1\nsep=;\nn;user_id\n5;u1\n", "separated by ';' from there on")]
    [InlineData("user_id,n\no,1\n\ufeffsep=;\nn;user_id\n5;u1\n", "separated by ';' from there on")]
    [InlineData("u\0s\0e\0r\0", "name utf-16le as its character set")]
    public async Task What_does_not_fit_is_refused_by_what_it_looks_like(string text, string message)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat(), text, Erase.By("user_id", "u1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("u1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_JSON_is_refused_where_rows_may_have_any_number_of_fields()
    {
        foreach (string line in new[] { """{"user_id":"u1"}""", """ {"user_id":"u1","n":1,"t":{"a":[]}} """ })
        {
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(Lazy, $"u2,1\n{line}\n", Erase.By("user_id", "u3")));
            Assert.Contains("is a JSON object", refused.Message, StringComparison.Ordinal);
        }

        const string values = "{\"a\":1},u2,{\"b\":2}\n";
        Assert.Equal(values, (await EraseAsync(Lazy, $"{values}u1,2\n", Erase.By("user_id", "u1"))).Text);
    }

    [Theory]
    [InlineData("{\"n\":1,\"user_id\":\"u1\"}{\"n\":2,\"user_id\":\"u2\"}\n")]
    [InlineData("{\"user_id\":\"u1\"} {\"user_id\":\"u2\"}\n")]
    [InlineData("[{\"user_id\":\"u1\",\"n\":1},\n{\"user_id\":\"u2\",\"n\":1}]\n")]
    [InlineData("{\"user_id\":\"u1\",\"n\":1},\n")]
    [InlineData("{\n \"user_id\": \"u1\"\n}\n")]
    [InlineData("[\n{\"user_id\":\"u1\"}\n]\n")]
    public async Task Json_in_other_lines_than_one_an_object_is_refused_too(string text)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(Lazy, text, Erase.By("user_id", "u1")));
        Assert.Contains("JSON object", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":1}\t{\"b\":2}\nu1\t1\n", '\t')]
    [InlineData("[1],[2]\nu1,1\n", ',')]
    [InlineData("{x},{y}\nu1,1\n", ',')]
    public async Task Columns_that_hold_json_are_in_nobodys_way(string text, char delimiter) =>
        Assert.Equal(1, (await EraseAsync(Lazy with { Delimiter = delimiter }, text, Erase.By("user_id", "u1"))).Findings.RowsMatched);

    [Theory]
    [InlineData("\"u1\",\"1\"\n")]
    [InlineData(" 'u1' ,1\n")]
    [InlineData("\"a,u1\",1\n", "a,u1")]
    public async Task A_record_in_other_quotes_that_is_to_be_the_header_or_skipped_is_refused_for_whom_it_holds(string first, string value = "u1")
    {
        foreach (TextFormat format in new[] { Lazy with { Header = true }, Lazy with { SkipLines = 1 } })
        {
            await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(format, $"{first}u2,1\n", Erase.By("user_id", value)));
            Assert.Equal(1, (await EraseAsync(format, $"{first}u2,1\n", Erase.By("user_id", "u2"))).Findings.RowsMatched);
        }
    }

    /// <summary>Quotes that the dialect doesn't know: readers that do would find the person.</summary>
    [Theory]
    [InlineData(true, "\"u1\",\"1\"")]
    [InlineData(true, "'u1',1")]
    [InlineData(true, " \"u1\" ,1")]
    [InlineData(true, "\"Doe, Ann\",1", "Doe, Ann")]
    [InlineData(true, "\"say \"\"u1\"\"\",1", "say \"u1\"")]
    [InlineData(false, " \"u1\",1")]
    [InlineData(false, "'u1','1'")]
    [InlineData(false, "\"'u1'\",1")]
    [InlineData(false, "\"\"\"u1\"\"\",1")]
    [InlineData(false, "'a;b',1", "a;b")]
    public async Task Who_would_be_found_by_other_quotes_is_owed(bool isLazy, string record, string value = "u1")
    {
        TextFormat format = isLazy ? Lazy : new TextFormat { Header = false, Columns = ["user_id", "n"] };
        string text = $"u2,1\n{record}\nu3,4\n";
        Erased erased = await EraseAsync(format, text, Erase.By("user_id", "u3", value, "u4"));

        Assert.Equal($"u2,1\n{record}\n", erased.Text);
        Assert.Equal([new MatchProblem(MatchProblemCode.ColumnAmbiguous, "user_id", "csv", 1) { IsOfValue = true }], erased.Findings.Problems);
        Assert.Equal([new Notice(NoticeCode.NearMisses, 1, "line 2")], erased.Findings.Notices);
    }

    [Theory]
    [InlineData("\"Doe, Ann\",u1,1", "u1")]
    [InlineData("'Doe, Ann',\"u1\",1", "u1")]
    public async Task A_delimiter_in_other_quotes_moves_what_stands_behind_it(string record, string value)
    {
        TextFormat format = Lazy with { Columns = ["name", "user_id", "n"] };
        Erased erased = await EraseAsync(format, $"Ann,u2,1\n{record}\n", Erase.By("user_id", "u4", value));

        Assert.Equal((MatchProblemCode.ColumnAmbiguous, 1L), (Assert.Single(erased.Findings.Problems).Code, erased.Findings.Problems[0].Ordinal));
    }

    [Theory]
    [InlineData("x,u1,1", true)]
    [InlineData("x,y,u1", false)]
    [InlineData("x,y,u1,1", true)]
    [InlineData("x,u1", false)]
    [InlineData("x,1,2", false)]
    public async Task A_record_with_more_fields_than_columns_may_be_shifted(string record, bool isTold)
    {
        string text = $"user_id,n\nu2,1\n{record}\n";
        Erased erased = await EraseAsync(new TextFormat { Ragged = true }, text, Erase.By("user_id", "u4", "u1"));

        Assert.Equal(text, erased.Text);
        Assert.Equal(isTold ? [(MatchProblemCode.ColumnAmbiguous, 1L)] : [], erased.Findings.Problems.Select(problem => (problem.Code, problem.Ordinal)));
    }

    [Fact]
    public async Task Quotes_and_apostrophes_of_others_hold_up_nobody()
    {
        foreach (TextFormat format in new[] { Lazy, new TextFormat { Header = false, Columns = ["user_id", "n"] } })
        {
            Erased erased = await EraseAsync(format, "O'Neil,1\n'tis,2\n\"u2\",'x'\nu3,u1\n", Erase.By("user_id", "u1", "Neil", "tis", "x"));
            Assert.Empty(erased.Findings.Problems);
            Assert.Empty(erased.Findings.Notices);
        }
    }

    [Theory]
    [InlineData("größe")]
    [InlineData("price (EUR)")]
    [InlineData("2024")]
    [InlineData("ns:amount")]
    [InlineData("#")]
    [InlineData("")]
    [InlineData("\"a, b\"")]
    public async Task Whoever_stands_where_a_record_above_has_his_columns_name_is_not_missed(string name)
    {
        string text = $"user_id,n\no,1\n{name},user_id\n5,u1\nu2,6\n";
        Erased erased = await EraseAsync(new TextFormat(), text, new RowPredicate([new SimpleMatch(["user_id"], [new SecretText("u1"), new SecretText("u2")])], []));

        Assert.Equal(text.Replace("u2,6\n", "", StringComparison.Ordinal), erased.Text);
        MatchProblem problem = Assert.Single(erased.Findings.Problems);
        Assert.Equal((MatchProblemCode.ColumnAmbiguous, "user_id", 0L, true), (problem.Code, problem.Column, problem.Ordinal, problem.IsOfValue));
    }

    /// <summary>As the log of what was changed in a table holds its columns' names; a header is followed by records, whatever it calls their columns.</summary>
    [Theory]
    [InlineData("u1,insert,\no,update,user_id\nu2,update,name\n", "u1", "o,update,user_id\nu2,update,name\n")]
    [InlineData("u1,insert,\nuser,name,user_id\nu2,update,name\n", "u1", "user,name,user_id\nu2,update,name\n")]
    [InlineData("u1,insert,\no,update,user_id\nu2,update,name\n", "u3", "u1,insert,\no,update,user_id\nu2,update,name\n")]
    [InlineData("u1,insert,\no,update,user_id\nu2,update,name\n", "u2", null)]
    [InlineData("u1,insert,\no,update,user_id\nu2,update,name\n", "o", null)]
    [InlineData("u1,insert,\nemail,event,user_id\nann@example.org,login,u9\n", "ann@example.org", null)]
    [InlineData("u1,insert,\nemail,event,user_id\nann@example.org,login,u9\n", "u9", null)]
    public async Task What_may_be_the_header_of_another_file_is_in_the_way_of_those_alone_who_stand_behind_it(string records, string value, string? left)
    {
        const string Header = "user_id,op,name\n";
        Task<Erased> erasing = EraseAsync(new TextFormat(), Header + records, Erase.ByAny(["user_id", "name"], value));
        if (left is null)
        {
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => erasing);
            Assert.Contains("line 3 may be the header of another file", refused.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(Header + left, (await erasing).Text);
        }

        // As the message says, whoever knows that it is one file can say so.
        TextFormat known = new() { Header = false, Columns = ["user_id", "op", "name"], SkipLines = 1 };
        Assert.Equal(value == "u3" ? 0 : 1, (await EraseAsync(known, Header + records, Erase.ByAny(["user_id", "name"], value))).Findings.RowsMatched);
    }

    [Fact]
    public async Task A_columns_name_among_values_is_a_value_for_whoever_does_not_stand_there() =>
        await AssertAsync(new TextFormat(), "id,at,key\no,1,id\nu1,2,id\nu2,3,name\n", "u1", "id,at,key\no,1,id\nu2,3,name\n");

    [Fact]
    public async Task A_header_in_the_middle_of_an_object_without_one_is_looked_behind()
    {
        TextFormat format = new() { Header = false, Columns = ["user_id", "n"] };
        Erased erased = await EraseAsync(format, "o,1\nn,user_id\n5,u1\n", Erase.By("user_id", "u1"));
        Assert.Equal(MatchProblemCode.ColumnAmbiguous, Assert.Single(erased.Findings.Problems).Code);
    }

    [Theory]
    [InlineData("\ufeffo,1\n\ufeffu1,5\n2,3\n", "\ufeffo,1\n2,3\n")]
    [InlineData("o,1\n\ufeff\"u1\",5\n\ufeff2,3\n", "o,1\n\ufeff2,3\n")]
    [InlineData("\ufeffu1,1\n2,3\n", "\ufeff2,3\n")]
    public async Task A_byte_order_mark_in_the_middle_hides_nobody(string text, string left) =>
        await AssertAsync(new TextFormat { Header = false, Columns = ["id", "n"] }, text, "u1", left);

    [Fact]
    public async Task A_record_of_one_field_that_looks_separated_otherwise_is_refused_where_fewer_are_fine()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat { Ragged = true }, "user_id,n\no,1\nn;user_id\n5;u1\n", Erase.By("user_id", "u1")));
        Assert.Contains("looks separated by ';'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wide_object_whose_values_begin_like_its_names_is_read_in_one_pass()
    {
        string row = string.Concat(Enumerable.Repeat("cvalue,", 90_000));
        string header = string.Concat(Enumerable.Range(0, 90_000).Select(static i => $"c{i:D5},"));
        Erased erased = await EraseAsync(new TextFormat(), $"{header}id\n{row}u1\n{row}u2\n", Erase.By("id", "u1"));
        Assert.Equal($"{header}id\n{row}u2\n", erased.Text);
    }

    [Fact]
    public async Task A_header_again_and_one_name_as_a_value_are_rows_like_others()
    {
        await AssertAsync(new TextFormat(), "id,n\nu1,1\nid,n\n2,id\nu2,n\n", "u1", "id,n\nid,n\n2,id\nu2,n\n");
    }

    [Fact]
    public async Task More_fields_than_any_table_has_are_refused()
    {
        string many = new(',', 100_000);
        foreach (string text in new[] { $"user_id{many}\nu1\n", $"user_id,n\nu1{many}\n" })
        {
            RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat { Ragged = true }, text, Erase.By("user_id", "u1")));
            Assert.Contains("more than 100,000 fields", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_first_line_for_Excel_names_the_delimiter() =>
        await AssertAsync(new TextFormat(), "\ufeffsep=;\r\nid;n\r\nu1;1\r\nu2;2\r\n", "u1", "\ufeffsep=;\r\nid;n\r\nu2;2\r\n");

    [Fact]
    public async Task The_line_for_Excel_comes_before_lines_to_skip() =>
        await AssertAsync(new TextFormat { SkipLines = 1 }, "sep=;\n# u1;\nid;n\nu1;1\nu2;2\n", "u1", "sep=;\n# u1;\nid;n\nu2;2\n");

    /// <summary>Excel reads it in small letters only.</summary>
    [Fact]
    public async Task In_capital_letters_the_line_for_Excel_is_a_header_like_any_other()
    {
        await AssertAsync(new TextFormat(), "SEP=,id\n1,u1\n2,u2\n", "u1", "SEP=,id\n2,u2\n");
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat(), "SEP=;\nid;n\nu1;1\n", Erase.By("id", "u1")));
        Assert.Contains("looks separated by ';'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_may_be_named_in_place_of_a_header_or_over_it()
    {
        await AssertAsync(new TextFormat { Header = false, Columns = ["id", "n"] }, "u1,1\nu2,2\n", "u1", "u2,2\n");
        await AssertAsync(new TextFormat { Columns = ["id", "n"] }, "A,B\nu1,1\nu2,2\n", "u1", "A,B\nu2,2\n");
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat { Columns = ["id", "n"] }, "u1,1\nu2,2\n", Erase.By("id", "u1")));
        Assert.Contains("(header)", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Eraser(new TextFormat { Header = false }));
    }

    [Fact]
    public async Task Skipped_lines_stay_whatever_they_are() =>
        await AssertAsync(new TextFormat { SkipLines = 2 }, "# \"u1\nfor u1,,\nid,n\nu1,1\nu2,2\n", "u1", "# \"u1\nfor u1,,\nid,n\nu2,2\n");

    [Fact]
    public async Task Ragged_records_are_read_where_that_is_said()
    {
        await AssertAsync(new TextFormat { Ragged = true }, "id,n\nu2\nu1,1,2,3\nu1\n\"u1\",\n", "u1", "id,n\nu2\n");
        await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat { Ragged = true }, "id,n\nu2,5\"x\n", Erase.By("id", "u1")));
    }

    [Fact]
    public async Task A_line_end_in_quotes_is_refused_where_there_is_to_be_none()
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(
            () => EraseAsync(new TextFormat { Multiline = false }, "id,n\nu1,\"a\nb\"\n", Erase.By("id", "u1")));
        Assert.Contains("(multiline)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_equal_nothing_and_are_told()
    {
        byte[] text = [.. "id,n\nm"u8, 0xfc, .. "ller,1\n\"a\"\""u8, 0xff, .. "\",2\nu2,"u8, 0xff, .. "\n"u8];
        foreach (string value in new[] { "müller", "a\"\ufffd", "m\ufffdller" })
        {
            Erased erased = await Erase.RunAsync(new CsvRowEraser(), text, Erase.By("id", value));
            Assert.Equal(text, erased.Bytes);
            Assert.Equal([new Notice(NoticeCode.MalformedIdentifiers, 2, "line 2")], erased.Findings.Notices);
            Assert.Equal(new MatchProblem(MatchProblemCode.ColumnMalformed, "id", "csv", 0) { IsOfValue = true }, Assert.Single(erased.Findings.Problems));
        }

        Erased found = await Erase.RunAsync(Eraser(new TextFormat { Charset = "iso-8859-1" }), text, Erase.By("id", "müller"));
        Assert.Equal((byte[])[.. "id,n\n"u8, .. text[14..]], found.Bytes);
        Assert.Empty(found.Findings.Notices);
    }

    [Theory]
    [InlineData("utf-8", true, false)]
    [InlineData("utf-8", true, true)]
    [InlineData("utf-16le", false, false)]
    [InlineData("utf-16be", false, true)]
    [InlineData("utf-16", false, true)]
    [InlineData("utf-16", false, false)]
    public async Task Utf_16_with_a_mark_or_named(string charset, bool hasMark, bool isBigEndian)
    {
        var encoding = new UnicodeEncoding(isBigEndian, hasMark);
        byte[] lone = isBigEndian ? [0xd8, 0] : [0, 0xd8];
        byte[] before = [.. encoding.GetPreamble(), .. encoding.GetBytes("id,n\r\nu2,😀"), .. lone, .. encoding.GetBytes("\r\n")];
        byte[] text = [.. before, .. encoding.GetBytes("ü1,\"1\n\"\r\n")];
        Erased erased = await Erase.RunAsync(Eraser(new TextFormat { Charset = charset }), text, Erase.By("id", "ü1"));
        Assert.Equal(before, erased.Bytes);
        Assert.All(erased.Segments, segment => Assert.IsType<Segment.Copy>(segment));
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(Eraser(new TextFormat { Charset = charset }), [.. text, 0], Erase.By("id", "ü1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
    }

    /// <summary>As Glue's LazySimpleSerDe reads commas: no quotes, any number of fields.</summary>
    private static TextFormat Lazy => new() { Header = false, Columns = ["user_id", "n"], Quote = null, Multiline = false, Ragged = true };

    private static CsvRowEraser Eraser(TextFormat format) => new(new TextEraserOptions { Format = format });

    private static Task<Erased> EraseAsync(TextFormat format, string text, RowPredicate predicate) =>
        Erase.RunAsync(Eraser(format), Encoding.UTF8.GetBytes(text), predicate);

    private static async Task AssertAsync(TextFormat format, string text, string id, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString((await EraseAsync(format, text, Erase.By("id", id))).Bytes));
}
