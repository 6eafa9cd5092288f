using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Text;
using Erasure.Tests.Shared;
using Xunit.Abstractions;

namespace Erasure.Parquet.Tests.Text;

/// <summary>Random texts of every form and dialect: what is left is what would have been written without the person.</summary>
public sealed class RandomTextTests(ITestOutputHelper output)
{
    private static readonly int Files = LongTests.Asked ? 5_000 : 150;

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task The_person_goes_and_every_other_byte_stays(string format)
    {
        int right = 0, refused = 0, vacuous = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            var random = new Random(seed);
            (string Name, bool HasMark, string Letters) charset = RandomTextFile.Charsets[random.Next(RandomTextFile.Charsets.Length)];
            string[] people = ["u2", "u1 ", "U1", "7", charset.Letters[..1], charset.Letters + "x", "a,b;c", "a\"b'c", "d\\e", "NULL", "0"];
            string person = random.Next(3) switch { 0 => "u1", 1 => "42", _ => "m" + charset.Letters[..1] + "ller \"; x" };
            (RandomTextFile file, IRowEraser eraser) = format == "json" ? Json(random, charset, person, people) : Csv(random, charset, ref person, people);
            Erased erased;
            try
            {
                erased = await Erase.RunAsync(eraser, file.Source, Erase.By("id", person));
            }
            catch (RefusedException exception)
            {
                // an unquoted text that isn't known to be one
                Assert.True(exception.Message.Contains("a backslash before a quote", StringComparison.Ordinal), $"seed {seed}: {exception.Message}");
                refused++;
                continue;
            }

            Assert.True(file.Matched == erased.Findings.RowsMatched, $"seed {seed}: {erased.Findings.RowsMatched} rows of {file.Matched}");
            Assert.True(file.Expected.AsSpan().SequenceEqual(file.Unpack(erased.Bytes)), $"seed {seed}: other bytes");
            Assert.True(file.Rows == erased.Findings.Rows, $"seed {seed}: {erased.Findings.Rows} rows in all, not {file.Rows}");
            vacuous += file.Matched == 0 ? 1 : 0;
            right++;
        }

        output.WriteLine($"{format}: {right} right, of which {vacuous} without the person; {refused} refused.");
        Assert.InRange(refused, 0, Files / 20);
        Assert.InRange(vacuous, 0, Files / 3);
    }

    private static (RandomTextFile File, IRowEraser Eraser) Json(Random random, (string Name, bool HasMark, string Letters) charset, string person, string[] people)
    {
        (string text, string expected, int rows, int matched) = new RandomJson(random, charset.Letters).Make(person, people);
        var options = new TextEraserOptions { Format = new TextFormat { Charset = charset.HasMark ? "utf-8" : charset.Name } };
        return (RandomTextFile.Make(random, charset, text, expected, rows, matched), new JsonRowEraser(options));
    }

    private static (RandomTextFile File, IRowEraser Eraser) Csv(Random random, (string Name, bool HasMark, string Letters) charset, ref string person, string[] people)
    {
        var csv = new RandomCsv(random, charset.Letters, charset.HasMark ? "utf-8" : charset.Name);
        person = csv.Format.Quote is null && csv.Format.Escape is null ? person.Replace(csv.Format.Delimiter, '_') : person;
        (string text, string expected, int rows, int matched) = csv.Make(person, people);
        return (RandomTextFile.Make(random, charset, text, expected, rows, matched), new CsvRowEraser(new TextEraserOptions { Format = csv.Told }));
    }
}
