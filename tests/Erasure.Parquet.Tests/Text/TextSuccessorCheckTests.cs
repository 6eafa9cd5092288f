using System.IO.Compression;
using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.Parquet.Verify.Records;

namespace Erasure.Parquet.Tests.Text;

/// <summary>The check of text objects, asked about right and about wrong successors that nobody's eraser made.</summary>
public sealed class TextSuccessorCheckTests
{
    private static readonly RowPredicate ById = Erase.By("id", "7");

    /// <summary>Each line stands between bars; those with a star are the ones that match.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "csv", "id,name\n|6,a\n|*7,b\n|8,\"x\"\"\n7,y\"\n|*7,last" },
        { "csv", "id,name\r\n|*7,a\r\n|\r\n|*\"7\",b\r\n|70,\r\n" },
        { "json", "|{\"id\":6}\n|*{\"id\":7}\n|\n|{\"id\":\"70\"}\n|*{\"x\":[],\"id\":[1,\"7\"]}" },
        { "json", "|{\"id\":6}|*{\"id\":7.0}|{\"name\":\"}{\\\"\"}|*{ \"id\" : 70e-1 }" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Right_successors_pass_and_every_other_is_refused(string format, string marked)
    {
        string[] parts = marked.Split('|');
        string original = string.Concat(parts).Replace("*", "", StringComparison.Ordinal);
        string right = string.Concat(parts.Where(part => !part.StartsWith('*')));
        Assert.Null(await CheckAsync(format, original, right));

        for (int i = 1; i < parts.Length; i++)
        {
            // One that matches stays, or one that doesn't goes.
            string wrong = string.Concat(parts.Where((part, at) => part.StartsWith('*') ? at == i : at != i)).Replace("*", "", StringComparison.Ordinal);
            bool isGap = string.IsNullOrWhiteSpace(parts[i]) && format == "json";
            Assert.Equal(isGap ? null : RefusalCode.SuccessorDiffers, isGap ? null : await CheckAsync(format, original, wrong));
        }

        for (int i = 0; i < right.Length; i++)
        {
            char other = right[i] == 'z' ? 'y' : 'z';
            Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(format, original, $"{right[..i]}{other}{right[(i + 1)..]}"));
            Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(format, original, $"{right[..i]}{other}{right[i..]}"));
        }
    }

    [Theory]
    [InlineData("""[{"id":6},{"id":7}, {"id":8}]""", """[{"id":6}, {"id":8}]""", true)]
    [InlineData("""[{"id":6},{"id":7}, {"id":8}]""", """[{"id":6},{"id":8}]""", true)]
    [InlineData("""[{"id":6},{"id":7}, {"id":8}]""", """[{"id":6},, {"id":8}]""", false)]
    [InlineData("""[{"id":6},{"id":7}, {"id":8}]""", """[{"id":6} {"id":8}]""", false)]
    [InlineData("""[{"id":6},{"id":7}]""", """[{"id":6},]""", false)]
    [InlineData("""[{"id":6},{"id":7}]""", """[{"id":6}]""", true)]
    [InlineData("""[{"id":6},{"id":7}]""", """[{"id":6}""", false)]
    [InlineData("[\n  {\n    \"id\": 7\n  }\n]\n", "[\n]\n", true)]
    [InlineData("[\n  {\n    \"id\": 7\n  }\n]\n", "[\n", false)]
    public async Task Arrays_stay_arrays(string original, string successor, bool isRight) =>
        Assert.Equal(isRight ? null : RefusalCode.SuccessorDiffers, await CheckAsync("json", original, successor));

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    [InlineData("utf-8")]
    public async Task Every_character_set_is_read(string charset)
    {
        Encoding encoding = Encoding.GetEncoding(charset);
        TextEraserOptions options = new() { Format = new TextFormat { Charset = charset } };
        RowPredicate predicate = Erase.By("näme", "Jürgen");
        byte[] original = [.. encoding.GetPreamble(), .. encoding.GetBytes("näme;\nJürgen;\nJurgen;\n".Replace(';', ','))];
        byte[] right = [.. encoding.GetPreamble(), .. encoding.GetBytes("näme,\nJurgen,\n")];
        byte[] wrong = [.. encoding.GetPreamble(), .. encoding.GetBytes("näme,\nJürgen,\n")];

        Assert.Null(await CheckAsync(options, "csv", predicate, original, right));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(options, "csv", predicate, original, wrong));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(options, "csv", predicate, original, original));
    }

    [Theory]
    [InlineData("a;b\n7;'x\n7;y'\n8;z\n", "a;b\n8;z\n", ';', '\'', null)]
    [InlineData("a,b\n7,\"x\\\"\n7,y\"\n8,z\n", "a,b\n8,z\n", ',', '"', '\\')]
    [InlineData("a\u0001b\n7\u0001x\\\n7\u0001y\n8\u0001\"\n", "a\u0001b\n8\u0001\"\n", '\u0001', null, '\\')]
    [InlineData("sep=;\na;b\n7;x\n8;y\n", "sep=;\na;b\n8;y\n", ',', '"', null)]
    public async Task Every_dialect_is_read(string original, string right, char delimiter, char? quote, char? escape)
    {
        TextEraserOptions options = new() { Format = new TextFormat { Delimiter = delimiter, Quote = quote, Escape = escape } };
        RowPredicate predicate = Erase.By("a", "7");

        Assert.Null(await CheckAsync(options, "csv", predicate, Encoding.UTF8.GetBytes(original), Encoding.UTF8.GetBytes(right)));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(options, "csv", predicate, Encoding.UTF8.GetBytes(original), Encoding.UTF8.GetBytes(original)));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(options, "csv", predicate, Encoding.UTF8.GetBytes(original), Encoding.UTF8.GetBytes(right[..^4])));
    }

    [Fact]
    public async Task Compressed_text_is_compared_as_text()
    {
        byte[] original = Gzip("{\"id\":7}\n{\"id\":8}\n");

        Assert.Null(await CheckAsync(new TextEraserOptions(), "json", ById, original, Gzip("{\"id\":8}\n")));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(new TextEraserOptions(), "json", ById, original, Gzip("{\"id\":9}\n")));
        Assert.Equal(RefusalCode.SuccessorDiffers, await CheckAsync(new TextEraserOptions(), "json", ById, original, Gzip("{\"id\":8}\n")[..^9]));
    }

    [Fact]
    public async Task A_source_is_read_once_though_both_sides_are_made_of_it()
    {
        byte[] original = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 120_000).Select(i => $"{{\"id\":{i}}}\n")));
        CountingByteSource counted = new(new MemoryByteSource(original));
        RewritePlan plan = await new JsonRowEraser().PlanAsync(new MemoryByteSource(original), Erase.By("id", "77", "100000"), default);

        await plan.Check!.CheckAsync(counted, await Plans.SuccessorAsync(original, plan.Segments), default);

        Assert.Equal(original.Length, counted.BytesRead);
    }

    private static Task<RefusalCode?> CheckAsync(string format, string original, string successor) =>
        CheckAsync(new TextEraserOptions(), format, ById, Encoding.UTF8.GetBytes(original), Encoding.UTF8.GetBytes(successor));

    private static async Task<RefusalCode?> CheckAsync(TextEraserOptions options, string format, RowPredicate predicate, byte[] original, byte[] successor)
    {
        TextSuccessorCheck check = new(options, judge => format == "csv" ? new CsvForm(options.Format, judge.Columns) : new JsonForm(judge.Columns), predicate);
        try
        {
            await check.CheckAsync(new MemoryByteSource(original), Successor.Of(new MemoryByteSource(successor)), default);
            return null;
        }
        catch (RefusedException refused)
        {
            return refused.Code;
        }
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return target.ToArray();
    }
}
