using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Erasure.Tests.Shared;
using ParquetSharp;
using ParquetSharp.Schema;
using Encoding = System.Text.Encoding;

namespace Erasure.Parquet.Tests.Find;

/// <summary>What a search tells beside the rows that match.</summary>
public sealed class NoticeTests
{
    private static readonly string[][] Groups = [["müller", "müller"], ["ann", "müller", "zoé", "zoé"], ["ann", "bob"], ["ÿ"]];

    /// <summary>amazon-s3-find-and-forget#228: in whatever pages, and behind bounds that rule the value out.</summary>
    [Theory]
    [InlineData(true, true, "müller", 6)]
    [InlineData(true, false, "müller", 6)]
    [InlineData(false, true, "müller", 6)]
    [InlineData(false, false, "müller", 6)]
    [InlineData(false, false, "ann", 6)]
    [InlineData(true, false, "ann", 6)]
    public async Task Values_that_are_no_utf8_are_told(bool dictionary, bool hasIndex, string value, int malformed)
    {
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), Write(Encoding.Latin1, LogicalType.String(), dictionary, hasIndex), Erase.By("id", value));
        Assert.Equal(value == "ann" ? 2 : 0, erased.Findings.RowsMatched);
        Assert.Equal([new Notice(NoticeCode.MalformedIdentifiers, malformed, "Row group 0, column id")], erased.Findings.Notices);
        Assert.Equal(value == "ann" ? [] : [new MatchProblem(MatchProblemCode.ColumnMalformed, "id", "parquet", 0) { IsOfValue = true }], erased.Findings.Problems);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_by_their_type_and_texts_are_not_told()
    {
        Assert.Empty((await FindAsync(Write(Encoding.Latin1, LogicalType.None(), true, true), Erase.By("id", "müller"))).Notices);
        Findings findings = await FindAsync(Write(Encoding.UTF8, LogicalType.String(), false, true), Erase.By("id", "müller"));
        Assert.Equal((3, 0), (findings.RowsMatched, findings.Notices.Count));
    }

    [Theory]
    [InlineData("['u1', 'u2', 'u3'], ['u2'], ['u1'], ['u1', NULL, 'u2', 'u1', 'u2']", 3, 3)]
    [InlineData("['u1'], ['u1', NULL], ['u2', 'u3'], NULL, []", 2, 0)]
    public async Task The_other_people_of_a_list_are_counted(string lists, int rows, int others)
    {
        byte[] file = await ForeignFile.WriteAsync($"SELECT unnest([{lists}]) AS ids");
        Findings findings = await FindAsync(file, Erase.By("ids", "u1"));
        Assert.Equal(rows, findings.RowsMatched);
        Assert.Equal(others == 0 ? [] : [new Notice(NoticeCode.OthersInRecord, others, "Row group 0, row 0")], findings.Notices);
    }

    /// <summary>In many pages, which may begin inside rows, against the obvious loop.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task Others_are_counted_over_pages_and_row_groups(bool dictionary, int version)
    {
        Random random = new(5);
        string[][] rows = [.. Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, random.Next(6)).Select(_ => $"u{random.Next(40)}").ToArray())];
        byte[] file = await ForeignFile.WriteAsync(
            $"SELECT unnest([{string.Join(", ", rows.Select(row => $"[{string.Join(", ", row.Select(id => $"{{'who': '{id}', 'n': 1}}"))}]::STRUCT(who VARCHAR, n INT)[]"))}]) AS records",
            new JsonObject { ["pageSize"] = 64, ["batchSize"] = 8, ["rowGroupSize"] = 150, ["version"] = version, ["dictionary"] = dictionary });
        Findings findings = await FindAsync(file, Erase.By("records.who", "u7", "u9"));
        string[][] matching = [.. rows.Where(row => row.Contains("u7") || row.Contains("u9"))];
        Assert.Equal(matching.Length, findings.RowsMatched);
        Assert.Equal(matching.Sum(row => row.Except(["u7", "u9"]).Count()), findings.Notices.Single(notice => notice.Code == NoticeCode.OthersInRecord).Count);
    }

    [Theory]
    [InlineData(MatchRules.None, "ann@example.com", "x ann@example.com y", true)]
    [InlineData(MatchRules.None, "ann@example.com", "x ANN@example.com y", false)]
    [InlineData(MatchRules.IgnoreCase, "ann@example.com", "{\"by\":\"ANN@Example.com\"}", true)]
    [InlineData(MatchRules.Nfc, "José Šimić", "by Jose\u0301 S\u030Cimic\u0301", true)]
    [InlineData(MatchRules.DigitsOnly, "+49 30 1234567", "call 4930-123-4567 now", true)]
    [InlineData(MatchRules.Uuid, "00112233-4455-6677-8899-aabbccddeeff", "id={00112233445566778899AABBCCDDEEFF}", true)]
    [InlineData(MatchRules.Hexadecimal, "0xDEADBEEF00", "wallet deadbeef00", true)]
    [InlineData(MatchRules.EmailProvider, "ann.lee@gmail.com", "<AnnLee+news@googlemail.com>", true)]
    [InlineData(MatchRules.EmailProvider, "ann.lee@gmail.com", "<bob@gmail.com>, ann@example.com", false)]
    [InlineData(MatchRules.IgnoreCase, "ann@example.com", "bob@example.com", false)]
    [InlineData(MatchRules.IgnoreCase, "ab", "AB", false)]
    public async Task Metadata_that_quote_a_value_by_its_rules_are_told(MatchRules rules, string value, string metadata, bool isTold)
    {
        byte[] file = await ForeignFile.WriteAsync("SELECT 'x' AS id", options: $"KV_METADATA {{note: '{metadata}'}}");
        Findings findings = await FindAsync(file, new RowPredicate([new SimpleMatch(["id"], [new(value)]) { Rules = rules }], []));
        Assert.Equal(isTold ? [NoticeCode.QuotedInMetadata] : [], findings.Notices.Select(notice => notice.Code));
    }

    private static async Task<Findings> FindAsync(byte[] file, RowPredicate predicate) => await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), predicate, default);

    private static byte[] Write(Encoding encoding, LogicalType type, bool dictionary, bool hasIndex)
    {
        using TempFolder folder = new();
        using (var builder = new WriterPropertiesBuilder())
        {
            (dictionary ? builder.EnableDictionary() : builder.DisableDictionary()).DataPagesize(8);
            using WriterProperties properties = (hasIndex ? builder.EnableWritePageIndex() : builder.DisableWritePageIndex()).Build();
            using var schema = new GroupNode("schema", Repetition.Required, [new PrimitiveNode("id", Repetition.Required, type, PhysicalType.ByteArray)]);
            using ParquetFileWriter file = new(folder["f"], schema, properties);
            foreach (string[] group in Groups)
            {
                using RowGroupWriter rows = file.AppendRowGroup();
                using var column = (ColumnWriter<ByteArray>)rows.NextColumn();
                foreach (string text in group)
                {
                    byte[] bytes = encoding.GetBytes(text);
                    GCHandle pinned = GCHandle.Alloc(bytes, GCHandleType.Pinned);
                    column.WriteBatch([new ByteArray(pinned.AddrOfPinnedObject(), bytes.Length)]);
                    pinned.Free();
                }
            }

            file.Close();
        }

        return File.ReadAllBytes(folder["f"]);
    }
}
