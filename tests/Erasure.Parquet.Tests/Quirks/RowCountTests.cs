using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>Files whose headers, indexes or footers count rows otherwise than their pages do: exactly the rows that are asked for go.</summary>
public sealed class RowCountTests
{
    /// <summary>Lists by row; the pages below cut them so that a row spans three pages, and one page lies within a row.</summary>
    private static readonly string[][] Lists = [["a1", "a2"], ["b1", "b2", "b3", "b4", "b5"], ["c1"], ["d1", "d2"], ["e1"]];

    private static readonly int[] Cuts = [0, 3, 5, 8, 9];

    public static TheoryData<int[]> RowSets => [[0], [1], [2], [3], [4], [0, 1], [1, 2], [2, 3], [0, 4], [0, 1, 2, 3], [1, 2, 3, 4]];

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V2_pages_that_begin_inside_rows_as_arrow_go_882_wrote_them(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: true), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V2_pages_that_begin_inside_rows_with_an_index_as_hyparquet_writer_45_wrote_them(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: true, firstRows: [0, 1, 1, 3, 3]), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V1_pages_that_begin_inside_rows_with_an_index_of_rows_begun_as_arrow_rs_3680_wrote_them(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: false, firstRows: [0, 2, 2, 3, 4]), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V1_pages_that_begin_inside_rows_with_an_index_of_rows_that_go_on_as_arrow_go_887_wrote_them(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: false, firstRows: [0, 1, 1, 3, 3]), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V1_pages_that_begin_inside_rows_with_an_index_that_is_one_off(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: false, firstRows: [0, 3, 3, 4, 5]), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task V2_pages_whose_num_rows_is_num_values_as_in_arrow_34086(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: true, countsValues: true), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task An_index_that_counts_elements_as_in_ClickHouse_83876(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: false, firstRows: [0, 3, 5, 8, 9]), rows);

    [Theory]
    [MemberData(nameof(RowSets))]
    public async Task An_index_without_pages_as_in_arrow_rs_4459(int[] rows) =>
        await AssertErasesAsync(ListFile(isV2: false, firstRows: []), rows);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_that_begin_inside_rows_are_counted_as_their_writer_counted(bool countsWhatGoesOn)
    {
        byte[] output = await AssertErasesAsync(ListFile(isV2: false, firstRows: countsWhatGoesOn ? [0, 1, 1, 3, 3] : [0, 2, 2, 3, 4]), [0]);
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(output), new ParquetEraserOptions(), default);
        IReadOnlyList<PageLocation>? pages = await OffsetIndex.ReadPagesAsync(file, file.RowGroup(0).Columns[0], default);
        Assert.Equal(countsWhatGoesOn ? [0, 0, 0, 2, 2] : [0L, 1, 1, 2, 3], pages!.Select(page => page.FirstRow));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task An_index_that_is_one_off_points_at_no_neighbour(int slip)
    {
        HandmadeFile file = new() { HasOrder = true };
        file.Begin();
        string[] values = [.. Enumerable.Range(0, 30).Select(i => $"v{i:00}")];
        foreach (string[] page in values.Chunk(10))
        {
            file.DataPage(Plain(page), 10);
        }

        file.End(30, 30);
        file.AddIndexes([0, 10 + slip, 20 + slip], [("v00", "v09"), ("v10", "v19"), ("v20", "v29")]);
        foreach (string value in values)
        {
            Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", value));
            Assert.Equal(1, erased.Findings.RowsMatched);
            Assert.Equal(values.Where(each => each != value), (await CutColumn.ReadAsync(erased.Bytes)).Select(entry => entry.Value));
        }
    }

    [Fact]
    public async Task An_index_that_leaves_a_page_out_hides_nothing()
    {
        HandmadeFile file = new() { HasOrder = true };
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.DataPage(Plain("c", "d"), 2);
        file.DataPage(Plain("e", "f"), 2);
        file.End(6, 6);
        file.AddIndexes([0, 2], [("a", "b"), ("c", "d")]);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "f"));
        Assert.Equal(["a", "b", "c", "d", "e"], (await CutColumn.ReadAsync(erased.Bytes)).Select(entry => entry.Value));
    }

    [Fact]
    public async Task A_footer_that_leaves_its_rows_at_0_keeps_its_0()
    {
        HandmadeFile file = new() { RowsTooMany = -3 };
        file.Begin().DataPage(Plain("a", "b", "c"), 3);
        file.End(3, 3);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "b"));
        Assert.Equal((3, 1), (erased.Findings.Rows, erased.Findings.RowsMatched));
        Assert.Equal(["a", "c"], (await CutColumn.ReadAsync(erased.Bytes)).Select(entry => entry.Value));
        ParquetFile output = await ParquetFile.OpenAsync(new MemoryByteSource(erased.Bytes), new ParquetEraserOptions(), default);
        Assert.Equal((0, 2), (output.Metadata.RowCount, output.RowGroup(0).RowCount));
    }

    [Fact]
    public async Task A_row_group_that_counts_no_rows_is_not_taken_for_an_empty_one()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        file.Begin().DataPage(Plain("c", "d"), 2);
        file.End(0, 2);
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "b")));
        Assert.Equal(RefusalCode.Corrupt, refusal.Code);
    }

    public static TheoryData<string> Lies => ["chunk", "group", "file", "chunk and group", "all", "none", "more"];

    /// <summary>Whatever of a file's counts is wrong, and whatever its pages are: whoever is in a page is found or the file is refused.</summary>
    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Nobody_is_missed_behind_a_wrong_count(string lie)
    {
        foreach (string kind in new[] { "v1", "v2", "dictionary", "v2 with indexes" })
        {
            foreach (string value in new[] { "a", "b", "d", "e" })
            {
                byte[] file = WithWrongCount(kind, lie);
                try
                {
                    Findings findings = await new ParquetRowEraser().FindAsync(new MemoryByteSource(file), Erase.By("c", value), default);
                    Assert.True(findings.RowsMatched == 1, $"{kind}, {lie}: {value} is missed.");
                }
                catch (RefusedException refused)
                {
                    Assert.Equal(RefusalCode.Corrupt, refused.Code);
                }
            }
        }
    }

    [Theory]
    [InlineData(2, "c")]
    [InlineData(1, "b")]
    public async Task Nobody_is_missed_in_a_dictionary_that_counts_too_few(int count, string value)
    {
        HandmadeFile file = new() { Repetition = 0 };
        file.Begin().DictionaryPage(Plain("a", "b", "c"), count);
        file.DataPage([2, .. Indices(2, 0, 1, 2)], 3, encoding: 8);
        ThriftStruct stats = new();
        stats.SetI32(1, 0);
        stats.SetI32(2, 8);
        stats.SetI32(3, 1);
        ThriftList encodings = new(ThriftType.Struct);
        encodings.Items.Add(ThriftValue.Of(stats));
        file.End(3, 3, chunk => chunk.Set(13, ThriftValue.Of(encodings)));
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", value)));
        Assert.Equal(RefusalCode.Corrupt, refusal.Code);
    }

    [Fact]
    public async Task A_row_group_without_rows_by_every_count_that_has_them_is_refused()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        file.Begin().DataPage(Plain("c", "d"), 2);
        file.End(0, 0);
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "d")));
        Assert.Equal(RefusalCode.Corrupt, refusal.Code);
    }

    [Fact]
    public async Task A_chunk_in_a_file_without_a_name_lies_in_this_one()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b", "c"), 3);
        file.End(3, 3, changeChunk: chunk => chunk.SetBinary(1, []));
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "b"));
        Assert.Equal(["a", "c"], (await CutColumn.ReadAsync(erased.Bytes)).Select(entry => entry.Value));
    }

    [Fact]
    public async Task A_chunk_in_another_file_is_refused()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b", "c"), 3);
        file.End(3, 3, changeChunk: chunk => chunk.SetBinary(1, "other.parquet"u8.ToArray()));
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() => Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "b")));
        Assert.Equal(RefusalCode.UnsupportedFeature, refusal.Code);
    }

    /// <summary>Two pages of two values each, of which the footer counts otherwise.</summary>
    private static byte[] WithWrongCount(string kind, string lie)
    {
        (int rows, int values, int off) = lie switch
        {
            "chunk" => (4, 2, 0),
            "group" => (2, 4, 2),
            "file" => (4, 4, -2),
            "chunk and group" => (2, 2, 2),
            "all" => (2, 2, 0),
            "none" => (0, 0, 0),
            _ => (6, 6, 0),
        };
        HandmadeFile file = new() { HasOrder = true, RowsTooMany = off };
        file.Begin();
        if (kind == "dictionary")
        {
            file.DictionaryPage(Plain("a", "b", "d", "e"), 4);
            file.DataPage([2, .. Indices(2, 0, 1)], 2, encoding: 8);
            file.DataPage([2, .. Indices(2, 2, 3)], 2, encoding: 8);
        }
        else if (kind == "v1")
        {
            file.DataPage(Plain("a", "b"), 2);
            file.DataPage(Plain("d", "e"), 2);
        }
        else
        {
            // v2 counts nulls and rows, too
            file.DataPageV2([], [], Plain("a", "b"), 2, 1, 1);
            file.DataPageV2([], [], Plain("d", "e"), 2, 5, 0);
        }

        file.End(rows, values);
        if (kind == "v2 with indexes")
        {
            file.AddIndexes([0, 2], [("a", "b"), ("d", "e")]);
        }

        return file.Finish();
    }

    private static HandmadeFile ListFile(bool isV2, long[]? firstRows = null, bool countsValues = false)
    {
        string[] values = [.. Lists.SelectMany(list => list)];
        byte[] repetition = [.. Lists.SelectMany(list => list.Select((_, i) => (byte)Math.Min(i, 1)))];
        HandmadeFile file = new() { Repetition = 2, HasOrder = true };
        file.Begin();
        for (int page = 0; page < Cuts.Length; page++)
        {
            Range cut = Cuts[page]..(page + 1 < Cuts.Length ? Cuts[page + 1] : values.Length);
            byte[] levels = repetition[cut], present = new byte[levels.Length];
            Array.Fill(present, (byte)1);
            if (isV2)
            {
                file.DataPageV2(Levels(false, levels), Levels(false, present), Plain(values[cut]), levels.Length, 0, countsValues ? levels.Length : levels.Count(level => level == 0));
            }
            else
            {
                file.DataPage([.. Levels(true, levels), .. Levels(true, present), .. Plain(values[cut])], levels.Length);
            }
        }

        file.End(Lists.Length, values.Length);
        if (firstRows is not null)
        {
            file.AddIndexes(firstRows, [.. Cuts.Select((from, page) => (values[from], values[(page + 1 < Cuts.Length ? Cuts[page + 1] : values.Length) - 1]))]);
        }

        return file;
    }

    /// <summary>Erases rows by number, and by each of the values that they hold, and expects the others' entries.</summary>
    private static async Task<byte[]> AssertErasesAsync(HandmadeFile handmade, int[] erased)
    {
        byte[] source = handmade.Finish();
        RowSet rows = new(Lists.Length);
        foreach (int row in erased)
        {
            rows.Add(row);
        }

        (ParquetFile file, byte[] output) = await Plans.EraseRowsAsync(source, [rows]);
        Assert.Equal(Left(erased), await CutColumn.ReadAsync(output));
        Assert.Empty((await Plans.VerifyAsync(source, [rows], output)).Problems);
        for (int i = 0; i < 2; i++)
        {
            Erased found = await Erase.RunAsync(new ParquetRowEraser(), source, Erase.By("c", [.. erased.Select(row => i == 0 ? Lists[row][0] : Lists[row][^1])]));
            Assert.Equal(erased.Length, found.Findings.RowsMatched);
            Assert.Equal(Left(erased), await CutColumn.ReadAsync(found.Bytes));
        }

        return output;
    }

    private static IEnumerable<RowEntry> Left(int[] erased) =>
        Lists.Where((_, row) => !erased.Contains(row)).SelectMany(list => list.Select((value, i) => new RowEntry((byte)Math.Min(i, 1), 1, value)));
}
