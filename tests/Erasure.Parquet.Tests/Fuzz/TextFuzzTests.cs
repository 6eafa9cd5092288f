using System.Text;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Tests.Codecs;
using Erasure.Parquet.Tests.Text;

namespace Erasure.Parquet.Tests.Fuzz;

/// <summary>Damaged JSON lines and CSV, plain and compressed.</summary>
public sealed class TextFuzzTests
{
    private const int Mutants = 20_000;

    private static readonly byte[] Json = Encoding.UTF8.GetBytes("{\"id\":1,\"a\":[{\"b\":\"x\\u00e9\"}],\"n\":-1.5e3}\r\n\n{\"id\":\"2\",\"a\":{\"b\":null},\"t\":true}\n{\"ID\":3}");
    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("id,\"a.b\",n\r\n1,\"x\"\"\ny\",3\n2,,\"\"\n\n3,é,4");

    [Theory]
    [InlineData("json", "plain")]
    [InlineData("json", "gzip")]
    [InlineData("json", "zstd")]
    [InlineData("csv", "plain")]
    [InlineData("csv", "gzip")]
    public async Task Mutants_are_erased_from_or_refused_with_a_code(string format, string codec)
    {
        IRowEraser eraser = format == "json" ? new JsonRowEraser() : new CsvRowEraser();
        byte[] text = format == "json" ? Json : Csv;
        byte[] source = codec == "plain" ? text : TextCodecTests.Pack(codec, text);
        var predicate = new RowPredicate(Erase.ByAny(["id", "a.b"], "1", "x").Simple, [Erase.Composite(("id", "2"), ("n", "3"))]);
        for (int seed = 0; seed < Mutants; seed++)
        {
            byte[] mutant = CodecContractTests.Mutate(source, new Random(seed));
            try
            {
                Erased erased = await Erase.RunAsync(eraser, mutant, predicate);
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
}
