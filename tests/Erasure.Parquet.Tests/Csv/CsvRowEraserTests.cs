using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Text;
using Erasure.Parquet.Tests.Text;

namespace Erasure.Parquet.Tests.Csv;

public sealed class CsvRowEraserTests
{
    [Theory]
    [InlineData("id,name\n1,a\n2,b\n", "id,name\n1,a\n")]
    [InlineData("id,name\r\n1,a\r\n2,b", "id,name\r\n1,a\r\n")]
    [InlineData("id,name\r\n2,a\r\n1,b", "id,name\r\n1,b")]
    [InlineData("\"id\",name\n\"2\",a\n\"1\",\"2\"\n", "\"id\",name\n\"1\",\"2\"\n")]
    [InlineData("name,ID\n\"x\ny\",2\n\"2\n2\",1\n", "name,ID\n\"2\n2\",1\n")]
    [InlineData("name,id\n\"a \"\"q\"\", b\",1\n\"a,b\",2\n", "name,id\n\"a \"\"q\"\", b\",1\n")]
    [InlineData("\ufeffid\n2\n1\n", "\ufeffid\n1\n")]
    [InlineData("id,n\n\n2,x\n\r\n1,\n", "id,n\n\n\r\n1,\n")]
    [InlineData("id\n2", "id\n")]
    [InlineData("id,n\n02,a\n2 ,b\n2.0,c\n", "id,n\n02,a\n2 ,b\n2.0,c\n")]
    public async Task The_row_goes_and_the_others_keep_every_byte(string text, string expected)
    {
        Erased erased = await Erase.RunAsync(new CsvRowEraser(), text, Erase.By("id", "2"));
        Assert.Equal(expected, erased.Text);
        Assert.Empty(erased.Findings.Problems);
        Assert.All(erased.Segments, segment => Assert.IsType<Segment.Copy>(segment));
    }

    [Theory]
    [InlineData("\"a\"\"b\"", "a\"b")]
    [InlineData("\"a\r\nb\"", "a\r\nb")]
    [InlineData("café", "café")]
    [InlineData("\"\"", "")]
    [InlineData("", "")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("1e0", "1e0")]
    public async Task A_field_equals_a_text_exactly_without_its_quotes(string field, string value) =>
        Assert.Equal(1, (await Erase.RunAsync(new CsvRowEraser(), $"a,id,z\n1,{field},3\n", Erase.By("id", value))).Findings.RowsMatched);

    [Fact]
    public async Task Composites_and_several_columns_work_as_for_every_format()
    {
        const string text = "a,b\n1,2\n1,3\n4,2\n";
        Assert.Equal(1, (await Erase.RunAsync(new CsvRowEraser(), text, Erase.ByAll(("a", "1"), ("b", "2")))).Findings.RowsMatched);
        Assert.Equal(2, (await Erase.RunAsync(new CsvRowEraser(), text, Erase.ByAny(["a", "b"], "2"))).Findings.RowsMatched);
        Assert.Equal(3, (await Erase.RunAsync(new CsvRowEraser(), text, Erase.ByAny(["a", "b"], "2", "1"))).Findings.RowsMatched);
    }

    [Theory]
    [InlineData("id,id\n1,1\n", "id", MatchProblemCode.ColumnAmbiguous)]
    [InlineData("ID,Id\n1,1\n", "id", MatchProblemCode.ColumnAmbiguous)]
    [InlineData("a,b\n1,1\n", "id", MatchProblemCode.ColumnNotFound)]
    public async Task A_column_that_cannot_be_told_is_a_problem_and_matches_nothing(string text, string column, MatchProblemCode code)
    {
        var predicate = new RowPredicate([.. Erase.By("a", "x", "y").Simple, .. Erase.By(column, "1").Simple], []);
        Erased erased = await Erase.RunAsync(new CsvRowEraser(), text, predicate);
        Assert.Equal(0, erased.Findings.RowsMatched);
        MatchProblem problem = erased.Findings.Problems.Single(one => one.Column == column);
        Assert.Equal((code, 2), (problem.Code, problem.Ordinal));
    }

    [Theory]
    [InlineData("a,b\n1,2\n1\n", 3)]
    [InlineData("a,b\n\"x\ny\",2\n1,2,3\n", 4)]
    [InlineData("a,b\n1,\"2\n3,4\n", 2)]
    [InlineData("a,b\n1,\"2\"x\n", 2)]
    [InlineData("a,b\r1,2\r", 1)]
    public async Task A_ragged_or_broken_row_is_refused_by_the_number_of_its_line(string text, int line)
    {
        RefusedException refused = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new CsvRowEraser(), text, Erase.By("a", "1")));
        Assert.Equal(RefusalCode.MalformedText, refused.Code);
        Assert.Contains($"line {line} ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delimiter_and_charset_are_options()
    {
        var eraser = Eraser(new TextFormat { Delimiter = '\t', Charset = "iso-8859-1" });
        byte[] text = Encoding.Latin1.GetBytes("id\tn,m\ncafé\t1\n\"caf\"\"é\"\t2\n");
        Assert.Equal("id\tn,m\n\"caf\"\"é\"\t2\n", Encoding.Latin1.GetString((await Erase.RunAsync(eraser, text, Erase.By("id", "café"))).Bytes));
        Assert.Equal("id\tn,m\ncafé\t1\n", Encoding.Latin1.GetString((await Erase.RunAsync(eraser, text, Erase.By("ID", "caf\"é"))).Bytes));
        Assert.Throws<ArgumentException>(() => Eraser(new TextFormat { Delimiter = '"' }));
        Assert.Throws<ArgumentException>(() => Eraser(new TextFormat { Charset = "shift_jis" }));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public async Task A_compressed_object_stays_compressed(string codec)
    {
        byte[] source = TextCodecTests.Pack(codec, "id,n\n1,a\n2,b\n"u8.ToArray());
        Erased erased = await Erase.RunAsync(new CsvRowEraser(), source, Erase.By("id", "2"));
        Erased rest = await Erase.RunAsync(new CsvRowEraser(), erased.Bytes, Erase.By("id", "2"));
        Assert.Equal((1, 0), (rest.Findings.Rows, rest.Findings.RowsMatched));
    }

    [Fact]
    public async Task Random_fields_over_many_buffers_keep_every_byte_of_the_survivors()
    {
        var random = new Random(11);
        string[] parts = ["\"\"", ",", "\n", "\r\n", "x", "é", "7"];
        var text = new StringBuilder("a,id,b\r\n");
        var expected = new StringBuilder("a,id,b\r\n");
        for (int i = 0; i < 20_000; i++)
        {
            int id = random.Next(40);
            string row = $"{Field()},{(random.Next(2) == 0 ? $"\"{id}\"" : $"{id}")},{Field()}{(random.Next(2) == 0 ? "\r\n" : "\n")}";
            text.Append(row);
            expected.Append(id == 7 ? "" : row);
        }

        Erased erased = await Erase.RunAsync(new CsvRowEraser(), text.ToString(), Erase.By("id", "7"));
        Assert.Equal(expected.ToString(), erased.Text);
        Assert.Equal(20_000, erased.Findings.Rows);

        string Field() => random.Next(3) == 0 ? $"plain {random.Next()}" : "\"" + string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => parts[random.Next(parts.Length)])) + "\"";
    }

    private static CsvRowEraser Eraser(TextFormat format) => new(new TextEraserOptions { Format = format });
}
