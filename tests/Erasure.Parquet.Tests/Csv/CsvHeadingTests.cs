using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Text;

namespace Erasure.Parquet.Tests.Csv;

/// <summary>What is in front of the records, read for what it isn't, would hide who stands in them.</summary>
public sealed class CsvHeadingTests
{
    [Theory]
    [InlineData(20, true, "id,n\nu1,1\n")]
    [InlineData(20, true, "id,n\nu1,1")]
    [InlineData(2, true, "id,n\n\"u9\",1\n")]
    [InlineData(2, true, "a\nb\n\n\n")]
    [InlineData(3, false, "id,n\n2,1\n")]
    public async Task A_text_that_ends_before_anything_was_read_is_refused(int skipLines, bool header, string text)
    {
        RefusedException refused = await RefusedAsync(new TextFormat { SkipLines = skipLines, Header = header, Columns = header ? null : ["id", "n"] }, text, "u3");
        Assert.Contains("(skipLines)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ufeff")]
    [InlineData("\n\n")]
    public async Task A_text_without_a_record_holds_nobody(string text) =>
        Assert.Equal(text, (await EraseAsync(new TextFormat { SkipLines = text.Length > 1 ? 0 : 1 }, text, "u1")).Text);

    [Theory]
    [InlineData(3, "id,n\n1,2\nu1,1\n", false)]
    [InlineData(2, "id,n\n\"u1\",1\nid,n\nu3,1\n", true)]
    [InlineData(1, "n,u1\nid,n\nu3,1\n", true)]
    public async Task A_skipped_line_that_holds_what_is_asked_for_is_refused(int skipLines, string text, bool header)
    {
        TextFormat format = new() { SkipLines = skipLines, Header = header, Columns = header ? null : ["id", "n"] };
        RefusedException refused = await RefusedAsync(format, text, "u1");
        Assert.Contains("is to be skipped, and holds", refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, (await EraseAsync(format, text, "u7")).Text);
    }

    [Theory]
    [InlineData("n,id\nu1,1\n1,u1\n")]
    [InlineData("n,id\n2,u1\n")]
    [InlineData("Betrag (€),\"ID\"\nu1,1\n")]
    [InlineData("id,id\nu1,1\n")]
    [InlineData("x,mail\nu1,1\n")]
    public async Task Columns_that_are_said_in_another_order_than_the_header_has_them_are_refused(string text)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(new TextFormat { Columns = ["id", "n"] }, text, Erase.ByAny(["id", "mail"], "u1")));
        Assert.Contains("(columns)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,n")]
    [InlineData("\" ID\",N ")]
    [InlineData("key,n")]
    [InlineData("A,B")]
    public async Task Columns_that_are_said_as_the_header_has_them_or_called_otherwise_are_read(string header) =>
        Assert.Equal($"{header}\nu2,2\n", (await EraseAsync(new TextFormat { Columns = ["id", "n"] }, $"{header}\nu1,1\nu2,2\n", "u1")).Text);

    [Theory]
    [InlineData("Id ,n")]
    [InlineData("n,\t id")]
    [InlineData("\"\u00a0ID\u200b\",n")]
    public async Task White_space_around_a_name_is_no_part_of_it(string header)
    {
        string row = header.StartsWith('n') ? "1,u1" : "u1,1";
        Assert.Equal($"{header}\nu2,u3\n", (await EraseAsync(new TextFormat(), $"{header}\n{row}\nu2,u3\n", "u1")).Text);
    }

    [Fact]
    public async Task A_name_without_white_space_counts_beside_one_with()
    {
        Erased erased = await EraseAsync(new TextFormat(), "id,id \nu1,1\n2,u1\n", "u1");
        Assert.Equal("id,id \n2,u1\n", erased.Text);
        Assert.Equal(MatchProblemCode.ColumnAmbiguous, Assert.Single(erased.Findings.Problems).Code);
    }

    [Theory]
    [InlineData("u1,1\nu2,3\n")]
    [InlineData("u2,1\nu1,3\n")]
    [InlineData("id:n\nu1:1\n")]
    [InlineData("id n\nu1 1\n")]
    [InlineData("key~n\nu1~1\n")]
    [InlineData("id\tname, first\tn\nu1\tx, y\t1\n")]
    [InlineData("{\"id\":\"u1\"}\n")]
    [InlineData("[{\"id\":\"u1\"}]\n")]
    [InlineData("<r><id>u1</id></r>\n")]
    [InlineData("Obj\u0002x\nu1\n")]
    public async Task What_is_to_be_the_header_and_cannot_be_it_is_refused_where_a_column_is_missed(string text)
    {
        RefusedException refused = await RefusedAsync(new TextFormat(), text, "u1");
        Assert.Contains("is to be the header", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("u1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_in_another_character_set_is_refused_where_a_column_is_missed()
    {
        byte[] text = CodePagesEncodingProvider.Instance.GetEncoding("IBM037")!.GetBytes("id,n\nu1,1\n");
        await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new CsvRowEraser(), text, Erase.By("id", "u1")));
    }

    [Theory]
    [InlineData("key,n\nu1,1\n", "u1")]
    [InlineData("key\nu1\n", "u1")]
    [InlineData("order.id,n\nu1,1\n", "u1")]
    [InlineData("Betrag (€)\nu1\n", "u1")]
    [InlineData("region,2019,2020\nx,1,2\n", "u1")]
    [InlineData("a:b,n\nu1,1\n", "u1")]
    public async Task A_header_without_a_column_is_one(string text, string value) =>
        Assert.Equal(MatchProblemCode.ColumnNotFound, Assert.Single((await EraseAsync(new TextFormat(), text, value)).Findings.Problems).Code);

    /// <summary>OpenCSV drops an escape outside of quotes, Spark keeps it.</summary>
    [Theory]
    [InlineData("u1\\,1\n")]
    [InlineData("\\\"u1\\\",1\n")]
    [InlineData("u\\1,1\n")]
    [InlineData("u1,1\\\nu2,1\n")]
    public async Task Whoever_is_found_only_without_an_escape_outside_of_quotes_is_owed(string records)
    {
        string text = $"id,n\n{records}";
        foreach (char? escape in new char?[] { '\\', null })
        {
            Erased erased = await EraseAsync(new TextFormat { Escape = escape }, text, "u1");
            bool isPlain = records.StartsWith("u1,", StringComparison.Ordinal);
            Assert.Equal(isPlain ? "id,n\nu2,1\n" : text, erased.Text);
            Assert.Equal(isPlain ? [] : [new MatchProblem(MatchProblemCode.ColumnAmbiguous, "id", "csv", 0) { IsOfValue = true }], erased.Findings.Problems);
            Assert.Empty((await EraseAsync(new TextFormat { Escape = escape }, text, "u7")).Findings.Problems);
        }
    }

    private static async Task<RefusedException> RefusedAsync(TextFormat format, string text, string value)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => EraseAsync(format, text, value));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        return refused;
    }

    private static Task<Erased> EraseAsync(TextFormat format, string text, string value) => EraseAsync(format, text, Erase.By("id", value));

    private static Task<Erased> EraseAsync(TextFormat format, string text, RowPredicate predicate) =>
        Erase.RunAsync(new CsvRowEraser(new TextEraserOptions { Format = format }), text, predicate);
}
