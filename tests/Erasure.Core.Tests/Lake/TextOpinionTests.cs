using System.Text;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Opinions;
using Erasure.Parquet;
using Erasure.Parquet.Csv;
using Erasure.Parquet.Json;
using Erasure.Parquet.Tests.Text;
using Erasure.Parquet.Text;
using Erasure.SecondOpinion;
using Erasure.Tests.Shared;
using Xunit.Abstractions;

namespace Erasure.Core.Tests.Lake;

/// <summary>What other libraries say of right successors of texts in all dialects: nothing against them, or that they can't read them.</summary>
public sealed class TextOpinionTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Files = LongTests.Asked ? 5_000 : 150;

    private static readonly (string Name, Encoding Encoding, string Letters)[] Charsets =
    [
        ("utf-8", new UTF8Encoding(false), "äé€日😀"),
        ("utf-16", new UnicodeEncoding(bigEndian: true, byteOrderMark: false), "äé€日😀"),
        ("utf-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: false), "äé€日😀"),
        ("utf-16be", new UnicodeEncoding(bigEndian: true, byteOrderMark: false), "äé€日😀"),
        ("iso-8859-1", Encoding.Latin1, "äéßÿ"),
    ];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_say_nothing_against_a_right_successor(bool isJson)
    {
        int agree = 0, unread = 0, refused = 0;
        for (int seed = 0; seed < Files; seed++)
        {
            Random random = new(seed);
            (string name, Encoding encoding, string letters) = Charsets[random.Next(Charsets.Length)];
            string person = random.Next(2) == 0 ? "u1" : "m" + letters[..1] + "ller x";
            string[] people = ["u2", "u1 ", "7", letters[..1], "a\"b'c", "d\\e", "NULL"];
            RandomCsv csv = new(random, letters, name);
            string text = isJson ? new RandomJson(random, letters).Make(person, people).Text : csv.Make(person, people).Text;
            TextFormat format = isJson ? new TextFormat { Charset = name } : csv.Told;
            switch (await AskAsync(encoding.GetBytes(text), isJson ? DataFormat.Json : DataFormat.Csv, format, person, $"seed {seed}"))
            {
                case null:
                    refused++;
                    break;
                case { NotRead.Count: 0 }:
                    agree++;
                    break;
                default:
                    unread++;
                    break;
            }
        }

        output.WriteLine($"{(isJson ? "json" : "csv")}: {agree} agree, {unread} not read, {refused} refused by the eraser.");
        // most of the JSON has what the runtime's library takes for none
        Assert.InRange(agree, Files / (isJson ? 6 : 2), Files);
    }

    [Fact]
    public async Task Big_endian_text_without_a_mark_is_read()
    {
        byte[] text = new UnicodeEncoding(bigEndian: true, byteOrderMark: false).GetBytes("日,id\nа,u1\nб,u2\n");
        Assert.Empty((await AskAsync(text, DataFormat.Csv, new TextFormat { Charset = "utf-16" }, "u1", "csv"))!.NotRead);
    }

    /// <summary>CsvHelper joins the lines where the settings say that a line end always ends a record.</summary>
    [Theory]
    [InlineData("id,x\nu2,a\\\nu1,b\nu3,c\n", false)]
    [InlineData("id,x\r\nu2,a\\\r\nu1,b\r\nu3,c\r\n", false)]
    [InlineData("x,id\r\nu2\\\r\nu1,u9\r\nb,u1\r\n", true)]
    public async Task An_escape_at_the_end_of_a_line_is_not_asked_about(string text, bool isMultiline)
    {
        TextFormat format = new() { Quote = null, Escape = '\\', Multiline = isMultiline };
        Assert.Equal(["object"], (await AskAsync(Encoding.UTF8.GetBytes(text), DataFormat.Csv, format, "u1", "csv"))!.NotRead);
    }

    /// <summary>CsvHelper takes the line that names the delimiter for a header, or for data.</summary>
    [Theory]
    [InlineData("sep=;\nid;n\nu1;1\nu2;2\n", 0)]
    [InlineData("sep=;\n# rows;by\nid;n\nu1;1\nu2;2\n", 1)]
    [InlineData("SEP=,id\n1,u1\n2,u2\n", 0)]
    public async Task A_line_that_names_the_delimiter_is_not_asked_about(string text, int skipLines) =>
        Assert.Equal(["object"], (await AskAsync(Encoding.UTF8.GetBytes(text), DataFormat.Csv, new TextFormat { SkipLines = skipLines }, "u1", "csv"))!.NotRead);

    /// <returns>Null where the eraser refuses the text.</returns>
    private async Task<Opinion?> AskAsync(byte[] text, DataFormat data, TextFormat format, string person, string what)
    {
        await File.WriteAllBytesAsync(folder["in"], text);
        using FileByteSource source = new(folder["in"]);
        TextEraserOptions options = new() { Format = format };
        RowPredicate predicate = new([new SimpleMatch(["id"], [new SecretText(person)])], []);
        IRowEraser eraser = data == DataFormat.Json ? new JsonRowEraser(options) : new CsvRowEraser(options);
        File.Delete(folder["out"]);
        Asking asking = new(new OpinionQuestion(data, options, predicate));
        try
        {
            using FileStream target = new(folder["out"], FileMode.CreateNew, FileAccess.ReadWrite);
            await FilePlanWriter.WriteAsync(source, await eraser.PlanAsync(source, predicate, default) with { Check = asking }, target.SafeFileHandle, default);
            return asking.Opinion ?? Opinion.Agrees;
        }
        catch (RefusedException refused)
        {
            Assert.True(refused.Code == RefusalCode.MalformedText, $"{what}: {refused.Message}");
            return null;
        }
    }

    private sealed class Asking(OpinionQuestion question) : ISuccessorCheck
    {
        public Opinion? Opinion { get; private set; }

        public async ValueTask CheckAsync(IByteSource source, Successor successor, CancellationToken cancellationToken) =>
            Opinion = await new ForeignOpinion().AskAsync(source, successor, question, cancellationToken);
    }
}
