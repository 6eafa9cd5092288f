using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Text in another character set than is said, valid in both: nobody can tell what it says, and whoever would stand there in the other set is told.</summary>
public sealed class MisreadTextTests
{
    private static readonly string[] Names = ["Müller", "J. Kőrösi", "Grażyna", "Юрий", "Ελένη", "שרה", "李小龍"];

    private static readonly string[] Sets = ["iso-8859-1", "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "koi8-r", "ibm850", "macintosh"];

    public static TheoryData<bool> Formats => [true, false];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Utf8_that_is_called_something_else_is_told(bool isJson)
    {
        foreach (string set in Sets)
        {
            foreach (string name in Names)
            {
                await AssertToldAsync(isJson, set, Encoding.UTF8.GetBytes(TextOf(isJson, name)), name);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Utf8_that_was_read_as_something_else_and_written_as_Utf8_is_told(bool isJson)
    {
        foreach (string set in Sets)
        {
            foreach (string name in Names.Where(name => Misread(set, name) != null))
            {
                await AssertToldAsync(isJson, "utf-8", Encoding.UTF8.GetBytes(TextOf(isJson, Misread(set, name)!)), name);
                await AssertToldAsync(isJson, "utf-16le", Encoding.Unicode.GetBytes(TextOf(isJson, Misread(set, name)!)), name);
            }
        }

        string twice = Misread("iso-8859-1", Misread("iso-8859-1", "Müller")!)!;
        await AssertToldAsync(isJson, "utf-8", Encoding.UTF8.GetBytes(TextOf(isJson, twice)), "Müller");
    }

    [Theory]
    [InlineData("windows-1250", "windows-1252", "J. Kőrösi")]
    [InlineData("ibm850", "windows-1252", "Müller")]
    [InlineData("windows-1252", "ibm850", "Müller")]
    [InlineData("koi8-r", "windows-1251", "Юрий")]
    [InlineData("iso-8859-2", "iso-8859-1", "Grażyna")]
    public async Task One_set_that_is_called_another_is_told(string written, string said, string name)
    {
        foreach (bool isJson in new[] { true, false })
        {
            await AssertToldAsync(isJson, said, EncodingOf(written).GetBytes(TextOf(isJson, name)), name);
        }
    }

    [Theory]
    [InlineData(MatchRules.IgnoreCase, "MÜLLER")]
    [InlineData(MatchRules.Nfc, "Mu\u0308ller")]
    [InlineData(MatchRules.Trim, "  Müller ")]
    public async Task What_it_says_is_compared_by_the_rules(MatchRules rules, string stored)
    {
        foreach (bool isJson in new[] { true, false })
        {
            await AssertToldAsync(isJson, "iso-8859-1", Encoding.UTF8.GetBytes(TextOf(isJson, stored)), "Müller", rules);
        }
    }

    [Fact]
    public async Task Escaped_letters_are_told_alike() =>
        await AssertToldAsync(true, "utf-8", Encoding.UTF8.GetBytes(TextOf(true, "M\\u00c3\\u00bcller")), "Müller");

    [Theory]
    [InlineData("iso-8859-1", "Möller")]
    [InlineData("windows-1252", "Müller-Lüdenscheidt")]
    [InlineData("utf-8", "Möller")]
    [InlineData("utf-8", "\u00d6\u00d6")]
    [InlineData("windows-1251", "Юрий")]
    [InlineData("utf-8", "Юрий")]
    [InlineData("utf-8", "李小龍")]
    public async Task What_is_as_it_is_called_holds_up_nobody(string set, string stored)
    {
        foreach (bool isJson in new[] { true, false })
        {
            Findings findings = await FindAsync(isJson, set, EncodingOf(set).GetBytes(TextOf(isJson, stored)), [.. Names.Except([stored]), "ÖÖ!"], MatchRules.None);
            Assert.Empty(findings.Problems);
        }
    }

    [Fact]
    public async Task Whoever_stands_in_a_part_of_a_composite_is_told()
    {
        byte[] text = Encoding.UTF8.GetBytes("n,name\n1,Müller\n2,o\n");
        Findings findings = await new CsvRowEraser(Options("iso-8859-1")).FindAsync(
            new MemoryByteSource(text), new RowPredicate([new SimpleMatch(["n"], [new SecretText("7")])], [Erase.Composite(("n", "1"), ("name", "Müller"))]), default);
        Assert.Equal(new MatchProblem(MatchProblemCode.ColumnMalformed, "name", "csv", 1) { IsOfValue = true }, Assert.Single(findings.Problems));
    }

    [Theory]
    [InlineData("MÃ¼ller", MatchRules.None)]
    [InlineData("MÃ¼ller", MatchRules.IgnoreCase)]
    [InlineData("MÃœLLER", MatchRules.IgnoreCase)]
    public async Task Parquet_is_looked_through_alike_whatever_its_bounds_say(string stored, MatchRules rules)
    {
        foreach (string type in new[] { "VARCHAR", "BLOB" })
        {
            foreach (string rows in new[] { $"'{stored}', 'MÃ½'", $"'{stored}', 'MÃ½', '{stored}', 'Ann'" })
            {
                byte[] file = await ForeignFile.WriteAsync($"SELECT {(type == "BLOB" ? "encode(x)" : "x")} AS name FROM (SELECT unnest([{rows}]) AS x)");
                Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Predicate(["Miller", "Müller", "Möller"], rules), default);
                Assert.Equal(0, findings.RowsMatched);
                Assert.Equal(new MatchProblem(MatchProblemCode.ColumnMalformed, "name", "parquet", 1) { IsOfValue = true }, Assert.Single(findings.Problems));
            }
        }
    }

    [Fact]
    public async Task Parquet_bytes_that_are_text_of_another_set_are_told_where_the_type_does_not_say_text()
    {
        byte[] file = await ForeignFile.WriteAsync("SELECT unnest(['M\\xFCller'::BLOB, 'o'::BLOB]) AS name");
        Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Predicate(["Miller", "Müller", "Möller"], MatchRules.None), default);
        Assert.Equal(new MatchProblem(MatchProblemCode.ColumnMalformed, "name", "parquet", 1) { IsOfValue = true }, Assert.Single(findings.Problems));
    }

    private static async Task AssertToldAsync(bool isJson, string charset, byte[] text, string name, MatchRules rules = MatchRules.None)
    {
        Findings findings = await FindAsync(isJson, charset, text, ["Miller", name], rules);
        Assert.Equal(0, findings.RowsMatched);
        MatchProblem problem = Assert.Single(findings.Problems);
        Assert.Equal((MatchProblemCode.ColumnMalformed, "name", 1L, true), (problem.Code, problem.Column, problem.Ordinal, problem.IsOfValue));
    }

    private static async Task<Findings> FindAsync(bool isJson, string charset, byte[] text, string[] asked, MatchRules rules)
    {
        IRowEraser eraser = isJson ? new JsonRowEraser(Options(charset)) : new CsvRowEraser(Options(charset));
        return await eraser.FindAsync(new MemoryByteSource(text), Predicate(asked, rules), default);
    }

    private static RowPredicate Predicate(string[] asked, MatchRules rules) => new([new SimpleMatch(["name"], [.. asked.Select(value => new SecretText(value))]) { Rules = rules }], []);

    private static TextEraserOptions Options(string charset) => new() { Format = new TextFormat { Charset = charset } };

    private static string TextOf(bool isJson, string name) => isJson ? $"{{\"n\":1,\"name\":\"o\"}}\n{{\"n\":2,\"name\":\"{name}\"}}\n" : $"n,name\n1,o\n2,\"{name}\"\n";

    /// <summary>A text whose UTF-8 was taken for a set; null where that has no letter for some of its bytes.</summary>
    private static string? Misread(string set, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        string read = EncodingOf(set).GetString(utf8);
        return EncodingOf(set).GetBytes(read).AsSpan().SequenceEqual(utf8) && !read.Contains('\ufffd', StringComparison.Ordinal) ? read : null;
    }

    private static Encoding EncodingOf(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
}
