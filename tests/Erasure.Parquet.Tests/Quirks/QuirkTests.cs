using Erasure.Parquet.Buffers;
using Erasure.Parquet.Codecs;
using Erasure.Parquet.Encodings;
using Erasure.Parquet.Find;
using Erasure.Parquet.Metadata;
using Erasure.Parquet.Pages;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Quirks;

/// <summary>What known writers get wrong, and what readers have learnt to do about it.</summary>
public sealed class QuirkTests
{
    private const string Canary = "canary-0123456789abcdef";

    [Fact]
    public async Task Only_the_footers_known_and_unknown_fields_survive_not_a_second_footer_in_it()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", "b", "c"), 3);
        file.End(3, 3);
        file.Footer.SetBinary(90, "unknown"u8.ToArray());
        file.Footer.SetBinary(32767, System.Text.Encoding.UTF8.GetBytes(Canary));
        byte[] output = await EraseAsync(file, 1);
        Assert.Equal(-1, output.AsSpan().IndexOf("canary"u8));
        Assert.NotEqual(-1, output.AsSpan().IndexOf("unknown"u8));
        Assert.NotEqual(-1, output.AsSpan().IndexOf("handmade version 1.0.0"u8));
    }

    [Fact]
    public async Task Bytes_between_the_structures_are_left_behind()
    {
        HandmadeFile file = new();
        file.Gap("old footer: canary-0123456789abcdef"u8);
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        file.Gap("padding: canary-0123456789abcdef"u8);
        file.Begin().DataPage(Plain("c", "d"), 2);
        file.End(2, 2);
        byte[] output = await EraseAsync(file, 0);
        Assert.Equal(-1, output.AsSpan().IndexOf("canary"u8));
        Assert.Equal(["b", "c", "d"], await ReadAsync(output));
    }

    [Theory]
    [InlineData(0, "b1 b2 c1")]
    [InlineData(1, "a1 a2 c1")]
    [InlineData(2, "a1 a2 b1 b2")]
    public async Task A_row_that_spans_pages_goes_from_both(int row, string expected)
    {
        HandmadeFile file = new() { Repetition = 2 };
        file.Begin().DataPage([.. Levels(true, 0, 1, 0), .. Levels(true, 1, 1, 1), .. Plain("a1", "a2", "b1")], 3);
        file.DataPage([.. Levels(true, 1, 0), .. Levels(true, 1, 1), .. Plain("b2", "c1")], 2);
        file.End(3, 5);
        Assert.Equal(expected.Split(' '), await ReadAsync(await EraseAsync(file, row)));
    }

    /// <summary>Arrow C++ writes pages without entries between others; arrow-rs refuses a chunk that ends with one.</summary>
    [Fact]
    public async Task A_page_without_entries_goes()
    {
        HandmadeFile file = new() { Repetition = 2 };
        long start = file.Begin().Position;
        file.DataPage([.. Levels(true, 0, 1, 0), .. Levels(true, 1, 1, 1), .. Plain("a1", "a2", "b1")], 3);
        long length = file.Position - start;
        file.DataPage([.. Levels(true), .. Levels(true)], 0);
        file.DataPage([.. Levels(true, 0), .. Levels(true, 1), .. Plain("c1")], 1);
        file.End(3, 4);
        byte[] output = await EraseAsync(file, 2);
        Assert.Equal(["a1", "a2", "b1"], await ReadAsync(output));
        ParquetFile after = await ParquetFile.OpenAsync(new MemoryByteSource(output), new ParquetEraserOptions(), default);
        Assert.Equal(length, after.RowGroup(0).Columns[0].TotalCompressedSize);
    }

    [Theory]
    [InlineData("dictionary offset missing")]
    [InlineData("dictionary offset 0")]
    [InlineData("data offset at the dictionary")]
    [InlineData("data offset before the dictionary offset")]
    public async Task The_page_headers_say_where_the_dictionary_is(string slip)
    {
        HandmadeFile file = new();
        file.Gap("x"u8);
        long start = file.Begin().Position;
        file.DictionaryPage(Plain("a", Canary, "c"), 3);
        file.DataPage(Indices(2, 0, 1, 2, 0), 4, 8);
        file.End(4, 4, meta =>
        {
            switch (slip)
            {
                case "dictionary offset 0":
                    meta.SetI64(11, 0);
                    break;
                case "data offset at the dictionary":
                    meta.SetI64(11, start);
                    break;
                case "data offset before the dictionary offset":
                    meta.SetI64(11, start + 9);
                    break;
            }
        });
        byte[] output = await EraseAsync(file, 1);
        Assert.Equal(["a", "c", "a"], await ReadAsync(output));
        Assert.Equal(-1, output.AsSpan().IndexOf("canary"u8));
    }

    [Fact]
    public async Task Arrow_writes_a_dictionary_and_no_data_page_where_there_is_no_row()
    {
        HandmadeFile file = new();
        AddEmptyGroup();
        byte[] empty = file.Finish();
        Findings found = await new ParquetRowEraser().FindAsync(new MemoryByteSource(empty), Erase.By("c", "a"), default);
        Assert.Equal((0L, 0L), (found.Rows, found.RowsMatched));

        file = new();
        file.Begin().DataPage(Plain("a", "b"), 2);
        file.End(2, 2);
        AddEmptyGroup();
        Assert.Equal(["b"], await ReadAsync(await EraseAsync(file, 0)));

        void AddEmptyGroup()
        {
            long start = file.Begin().Position;
            file.DictionaryPage([], 0);
            file.End(0, 0, meta =>
            {
                meta.SetI64(9, 0);
                meta.SetI64(11, start);
            });
        }
    }

    [Fact]
    public async Task Parquet_816_leaves_the_dictionary_header_out_of_the_size()
    {
        HandmadeFile file = new() { CreatedBy = "parquet-mr version 1.2.8 (build abc)" };
        for (int i = 0; i < 2; i++)
        {
            long start = file.Begin().Position;
            file.DictionaryPage(Plain("a", Canary + i), 2);
            file.DataPage(Indices(1, 0, 1, 0), 3, 2);
            file.End(3, 3, meta =>
            {
                meta.SetI64(7, file.Position - start - 15);
                meta.SetI64(11, start);
                meta.SetI64(9, start + 40);
            });
        }

        byte[] output = await EraseAsync(file, 1, 4);
        Assert.Equal(["a", "a", "a", "a"], await ReadAsync(output));
        Assert.Equal(-1, output.AsSpan().IndexOf("canary"u8));
        Assert.Equal(["a", "a", "a", Canary + "1", "a"], await ReadAsync(await EraseAsync(file, 1)));
        Assert.Equal(["a", Canary + "0", "a", "a", "a"], await ReadAsync(await EraseAsync(file, 4)));
    }

    [Theory]
    [InlineData("parquet-mr")]
    [InlineData("parquet-mr (build abc)")]
    public async Task A_writer_that_tells_no_version_may_have_any_slip_of_its_versions(string createdBy)
    {
        HandmadeFile file = new() { CreatedBy = createdBy };
        long start = file.Begin().Position;
        file.DictionaryPage(Plain("a", Canary), 2);
        file.DataPage(Indices(1, 0, 1, 0), 3, 2);
        file.End(3, 3, meta =>
        {
            meta.SetI64(7, file.Position - start - 15);
            meta.SetI64(11, start);
            meta.SetI64(9, start + 40);
        });
        Assert.Equal(["a", "a"], await ReadAsync(await EraseAsync(file, 1)));
    }

    [Fact]
    public async Task A_page_that_is_not_compressed_is_read_where_it_lies_each_time()
    {
        HandmadeFile file = new() { Codec = 1 };
        byte[] dictionary = Plain([.. Enumerable.Range(0, 256).Select(i => $"v{i}")]);
        int[] indices = [.. Enumerable.Range(0, 9 << 20).Select(i => i & 255)];
        file.Begin().DictionaryPage(Snappy(dictionary), 256, dictionary.Length);
        file.DataPageV2([], [], Indices(8, indices), indices.Length, 0, indices.Length, encoding: 8, isCompressed: false);
        file.End(indices.Length, indices.Length);
        string[] left = await ReadAsync(await EraseAsync(file, 1));
        Assert.Equal(indices.Length - 1, left.Length);
        Assert.Equal(["v0", "v2", "v3"], left[..3]);
        Assert.Equal("v255", left[^1]);
    }

    [Fact]
    public async Task Parquet_246_lets_a_page_lean_on_the_one_before()
    {
        HandmadeFile file = new() { CreatedBy = "parquet-mr version 1.6.0" };
        file.Begin().DataPage(DeltaByteArrays((0, "Hello"), (4, "")), 2, 7);
        file.DataPage(DeltaByteArrays((3, "p"), (0, "World")), 2, 7);
        file.End(4, 4);
        Assert.Equal(["Hello", "Help", "World"], await ReadAsync(await EraseAsync(file, 1)));
        Assert.Equal(["Hell", "Help", "World"], await ReadAsync(await EraseAsync(file, 0)));
        Assert.Equal(["Hello", "Hell", "World"], await ReadAsync(await EraseAsync(file, 2)));
    }

    [Fact]
    public async Task Arrow_10353_compresses_pages_that_it_marks_as_not_compressed()
    {
        HandmadeFile file = new() { CreatedBy = "parquet-cpp-arrow version 2.0.0", Codec = 1 };
        byte[] values = Plain("a", "b", "c");
        file.Begin().DataPageV2([], [], Snappy(values), 3, 0, 3, isCompressed: false, declaredValues: values.Length);
        file.End(3, 3);
        Assert.Equal(["a", "c"], await ReadAsync(await EraseAsync(file, 1)));
    }

    [Fact]
    public async Task A_page_of_nulls_may_have_no_body()
    {
        HandmadeFile file = new() { Repetition = 1, Codec = 1 };
        byte[] values = Plain("a", "b");
        file.Begin().DataPageV2([], Levels(false, 0, 0, 0), [], 3, 3, 3, encoding: 6);
        file.DataPageV2([], Levels(false, 1, 0, 1), Snappy(values), 3, 1, 3, declaredValues: values.Length);
        file.End(6, 6);
        Assert.Equal(["", "", "a", "", "b"], await ReadAsync(await EraseAsync(file, 1)));
        Assert.Equal(["", "", "", "", "b"], await ReadAsync(await EraseAsync(file, 3)));
    }

    [Fact]
    public async Task Arrow_17453_writes_repetition_levels_of_a_flat_column()
    {
        HandmadeFile file = new() { Repetition = 1 };
        file.Begin().DataPageV2([6, 0], Levels(false, 1, 1, 0), Plain("a", "b"), 3, 1, 3);
        file.End(3, 3);
        Assert.Equal(["b", ""], await ReadAsync(await EraseAsync(file, 0)));
    }

    [Fact]
    public async Task A_zstd_frame_knows_its_size_better_than_the_page_header()
    {
        byte[] values = Plain("a", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "c");
        ICodec zstd = CodecTable.For(6);
        byte[] block = new byte[zstd.MaxCompressedLength(values.Length)];
        HandmadeFile file = new() { Codec = 6 };
        file.Begin().DataPage(block[..zstd.Compress(values, block)], 3, declared: values.Length - 7);
        file.End(3, 3);
        Assert.Equal(["a", "c"], await ReadAsync(await EraseAsync(file, 1)));
    }

    [Fact]
    public async Task Bounds_without_an_order_rule_nothing_out_and_are_dropped_when_they_tell()
    {
        HandmadeFile file = new();
        file.Begin().DataPage(Plain("a", Canary, "z"), 3);
        file.End(3, 3, meta =>
        {
            ThriftStruct statistics = new();
            statistics.SetBinary(5, System.Text.Encoding.UTF8.GetBytes(Canary));
            statistics.SetBinary(6, "b"u8.ToArray());
            statistics.SetBinary(1, System.Text.Encoding.UTF8.GetBytes(Canary));
            meta.Set(12, ThriftValue.Of(statistics));
        });
        byte[] source = file.Finish();
        RowPredicate predicate = new([new SimpleMatch(["c"], [new("z"), new(Canary)])], []);
        RewritePlan plan = await new ParquetRowEraser().PlanAsync(new MemoryByteSource(source), predicate, default);
        Assert.Equal(2, (await plan.FindAllAsync(default)).RowsMatched);
        byte[] output = await Plans.ExecuteAsync(source, plan.Segments);
        Assert.Equal(-1, output.AsSpan().IndexOf("canary"u8));
    }

    private static byte[] DeltaByteArrays(params (int Prefix, string Suffix)[] values)
    {
        using ByteBuffer buffer = new();
        DeltaBinaryPacked.Encode<int>(values.Select(value => value.Prefix).ToArray(), DeltaBinaryPacked.Default, buffer);
        DeltaBinaryPacked.Encode<int>(values.Select(value => value.Suffix.Length).ToArray(), DeltaBinaryPacked.Default, buffer);
        buffer.Append(System.Text.Encoding.UTF8.GetBytes(string.Concat(values.Select(value => value.Suffix))));
        return buffer.Span.ToArray();
    }

    /// <summary>Erases rows by their number in the file, and verifies the result.</summary>
    private static async Task<byte[]> EraseAsync(HandmadeFile handmade, params int[] erased)
    {
        byte[] source = handmade.Finish();
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(source), new ParquetEraserOptions(), default);
        List<RowSet> sets = [];
        int first = 0;
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowSet set = new((int)file.RowGroup(i).RowCount);
            foreach (int row in erased.Where(row => row >= first && row < first + set.RowCount))
            {
                set.Add(row - first);
            }

            first += set.RowCount;
            sets.Add(set);
        }

        (_, byte[] output) = await Plans.EraseRowsAsync(source, sets);
        Assert.Empty((await Plans.VerifyAsync(source, sets, output)).Problems);
        return output;
    }

    /// <summary>The column's entries in order; nulls are empty.</summary>
    private static async Task<string[]> ReadAsync(byte[] bytes)
    {
        ParquetFile file = await ParquetFile.OpenAsync(new MemoryByteSource(bytes), new ParquetEraserOptions(), default);
        List<string> entries = [];
        for (int i = 0; i < file.Metadata.RowGroupCount; i++)
        {
            RowGroup group = file.RowGroup(i);
            ColumnChunk chunk = group.Columns[0];
            using PageCursor cursor = new(file.Source, file.Pages(group, chunk), file.Options, 0);
            using PageDecoder decoder = new(file.Schema.Leaves[0], CodecTable.For(chunk.Codec), file.Options, file.Writer);
            for (long read = 0; read < chunk.ValueCount && await cursor.NextAsync(default) is { } header;)
            {
                ReadOnlyMemory<byte> body = await cursor.ReadBodyAsync(header, default);
                if (header.Kind == PageKind.Dictionary)
                {
                    decoder.ReadDictionary(header, body);
                    continue;
                }

                read += header.ValueCount;
                decoder.ReadLevels(header, body);
                decoder.ReadValues();
                int next = 0;
                for (int entry = 0; entry < decoder.EntryCount; entry++)
                {
                    bool isNull = !decoder.Definition.IsEmpty && decoder.Definition[entry] == 0;
                    entries.Add(isNull ? "" : System.Text.Encoding.UTF8.GetString(decoder.Values[next++]));
                }
            }
        }

        return [.. entries];
    }
}
