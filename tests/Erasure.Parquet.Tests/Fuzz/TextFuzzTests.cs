using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.Parquet.Tests.Codecs;
using Erasure.Parquet.Tests.Text;
using Erasure.Tests.Shared;

namespace Erasure.Parquet.Tests.Fuzz;

/// <summary>Damaged JSON and CSV, plain and compressed.</summary>
public sealed class TextFuzzTests
{
    private static readonly int Mutants = LongTests.Asked ? 10_000 : 2_000;

    private static readonly Dictionary<string, (string Text, TextFormat Format)> Texts = new(StringComparer.Ordinal)
    {
        ["json"] = ("{\"id\":\"qq1\",\"a\":[{\"b\":\"x\\u00e9\"}],\"n\":-1.5e3}\r\n\n{\"id\":\"2\",\"a\":{\"b\":null},\"t\":NaN}\n{\"ID\":3}", new TextFormat()),
        ["json on a line"] = ("{\"id\":\"2\"} {\"id\":\"qq1\",\"a\":[{\"b\":\"x\"},[]]}{\"id\":3}\n{\n \"id\":\n\"qq1\"}", new TextFormat()),
        ["json array"] = ("[\n {\"id\":\"2\"},{\"id\":\"qq1\",\"a\":[{\"b\":\"x\"},[]]},\n{\"id\":3} , {\"id\":\"qq1\"}\n]\n", new TextFormat()),
        ["csv"] = ("id,\"a.b\",n\r\nqq1,\"x\"\"\ny\",3\n2,,\"\"\n\n3,é,4", new TextFormat()),
        ["csv escaped"] = ("id,\"a.b\",n\r\nqq1,\"x\\\"\ny\",3\n2,,\"\"\n\n3,é,4", new TextFormat { Escape = '\\', Ragged = true }),
        ["csv plain"] = ("qq1|a\\|b|\\N\n2||\\\\\n3|a\\\nb|", new TextFormat { Delimiter = '|', Quote = null, Escape = '\\', Header = false, Columns = ["id", "a.b", "n"], Null = "\\N" }),
    };

    [Theory]
    [InlineData("json", "plain")]
    [InlineData("json", "gzip")]
    [InlineData("json", "zstd")]
    [InlineData("json", "bzip2")]
    [InlineData("json on a line", "plain")]
    [InlineData("json array", "plain")]
    [InlineData("csv", "plain")]
    [InlineData("csv", "gzip")]
    [InlineData("csv escaped", "plain")]
    [InlineData("csv plain", "plain")]
    public async Task Mutants_are_erased_from_or_refused_with_a_code(string name, string codec)
    {
        (string text, TextFormat format) = Texts[name];
        var options = new TextEraserOptions { Format = format };
        IRowEraser eraser = name.StartsWith("json", StringComparison.Ordinal) ? new JsonRowEraser(options) : new CsvRowEraser(options);
        byte[] source = codec == "plain" ? Encoding.UTF8.GetBytes(text) : TextCodecTests.Pack(codec, Encoding.UTF8.GetBytes(text));
        RowPredicate predicate = Erase.By("id", "qq1");
        for (int seed = 0; seed < Mutants; seed++)
        {
            byte[] mutant = CodecContractTests.Mutate(source, new Random(seed));
            try
            {
                Erased erased = await Erase.RunAsync(eraser, mutant, predicate);
                AssertOnlyMatchesGo(mutant, erased, seed);
                Erased again = await Erase.RunAsync(eraser, erased.Bytes, predicate);
                Assert.Equal(0, again.Findings.RowsMatched);
                Assert.Equal(erased.Findings.Rows - erased.Findings.RowsMatched, again.Findings.Rows);
            }
            catch (RefusedException refused)
            {
                Assert.True(Enum.IsDefined(refused.Code));
            }
        }
    }

    /// <summary>Whatever a plain text's plan leaves out holds the value, as often as rows match; a lone comma apart.</summary>
    private static void AssertOnlyMatchesGo(byte[] mutant, Erased erased, int seed)
    {
        if (erased.Segments.Any(segment => segment is Segment.Write))
        {
            return;
        }

        long at = 0;
        int values = 0;
        foreach (Segment.Copy kept in erased.Segments.Cast<Segment.Copy>().Append(new Segment.Copy(mutant.Length, 0)))
        {
            string gone = Encoding.Latin1.GetString(mutant, (int)at, (int)(kept.Offset - at));
            int count = gone.Split("qq1").Length - 1;
            Assert.True(count > 0 || gone.Trim() is "" or ",", $"seed {seed}: {gone.Length} bytes go without a match");
            values += count;
            at = kept.Offset + kept.Count;
        }

        Assert.True(values >= erased.Findings.RowsMatched, $"seed {seed}");
    }
}
