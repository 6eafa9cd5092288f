using System.Buffers.Binary;
using System.Text;
using Erasure.Parquet.Tests.Privacy;
using Erasure.Parquet.Tests.Quirks;
using Erasure.Parquet.Thrift;
using static Erasure.Parquet.Tests.Quirks.HandmadeFile;

namespace Erasure.Parquet.Tests.Find;

/// <summary>Statistics, page indexes and filters that aren't true: no row is lost to them.</summary>
public sealed class UntruthTests
{
    private static readonly ParquetEraserOptions NoSample = new() { AuditedShare = 0 };

    /// <summary>pola-rs/polars#29321; apache/datafusion#1433; writers that leave thrift's strings empty; PARQUET-411.</summary>
    [Theory]
    [InlineData("all null with bounds", true)]
    [InlineData("all null in a required column", true)]
    [InlineData("more nulls than values", true)]
    [InlineData("swapped", true)]
    [InlineData("empty", false)]
    [InlineData("cut and not raised", false)]
    public async Task Statistics_that_contradict_themselves_rule_nothing_out(string slip, bool isTold)
    {
        bool isOptional = slip != "all null in a required column";
        HandmadeFile file = new() { Repetition = isOptional ? 1 : 0, HasOrder = true };
        byte[] values = Plain("user-1", "user-2", "user-3");
        file.Begin().DataPage(isOptional ? [.. Levels(true, 1, 1, 1), .. values] : values, 3);
        file.End(3, 3, meta =>
        {
            ThriftStruct statistics = slip switch
            {
                "all null with bounds" => HiddenValueTests.Statistics("user-1"u8.ToArray(), "user-3"u8.ToArray(), 3),
                "all null in a required column" => Counted(3),
                "more nulls than values" => Counted(6),
                "swapped" => HiddenValueTests.Statistics("user-3"u8.ToArray(), "user-1"u8.ToArray()),
                "empty" => HiddenValueTests.Statistics([], []),
                _ => HiddenValueTests.Statistics("user"u8.ToArray(), "user"u8.ToArray()),
            };
            meta.Set(12, ThriftValue.Of(statistics));
        });
        Findings findings = await FindAsync(file, NoSample, "user-2");
        Assert.Equal(1, findings.RowsMatched);
        Assert.Equal(isTold ? [NoticeCode.PruningUntrusted] : [], findings.Notices.Select(notice => notice.Code));
        Assert.All(findings.Notices, notice => Assert.DoesNotContain("user", notice.Place, StringComparison.Ordinal));
    }

    /// <summary>pola-rs/polars#16683, apache/arrow#46391: the least is then the greatest.</summary>
    [Fact]
    public async Task Unsigned_bounds_in_signed_order_rule_nothing_out()
    {
        HandmadeFile file = new() { Type = 2, Converted = 14, HasOrder = true };
        file.Begin().DataPage([.. Bytes(5), .. Bytes(ulong.MaxValue - 1), .. Bytes(7)], 3);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(Bytes(ulong.MaxValue - 1), Bytes(7)))));
        Assert.Equal(1, (await FindAsync(file, NoSample, "5")).RowsMatched);
    }

    /// <summary>PARQUET-686, apache/arrow#42869.</summary>
    [Fact]
    public async Task Decimal_bounds_in_the_order_of_bytes_rule_nothing_out()
    {
        HandmadeFile file = new() { Type = 7, TypeLength = 2, Converted = 5, HasOrder = true };
        file.Begin().DataPage([0, 5, 0xFF, 0xFE, 0, 9], 3);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics([0, 5], [0xFF, 0xFE]))));
        Assert.Equal(1, (await FindAsync(file, NoSample, "9")).RowsMatched);
    }

    [Theory]
    [InlineData("github.com/segmentio/parquet-go version 0.0.0", 0)]
    [InlineData("parquet-rs version 50.0.0", 1)]
    public async Task Bounds_of_writers_that_are_known_to_be_wrong_rule_nothing_out(string createdBy, int isPruned)
    {
        HandmadeFile file = new() { Type = 2, Converted = 14, HasOrder = true, CreatedBy = createdBy };
        file.Begin().DataPage([.. Bytes(5), .. Bytes(ulong.MaxValue - 1)], 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(Bytes(5), Bytes(6)))));
        Assert.Equal(1 - isPruned, (await FindAsync(file, NoSample, "18446744073709551614")).RowsMatched);
    }

    [Theory]
    [InlineData("Polars", 1)]
    [InlineData("parquet-rs version 50.0.0", 0)]
    public async Task Null_counts_of_writers_that_multiply_them_rule_nothing_out(string createdBy, int found)
    {
        HandmadeFile file = new() { Repetition = 1, HasOrder = true, CreatedBy = createdBy };
        file.Begin().DataPage([.. Levels(true, 0, 1), .. Plain("user-1")], 2);
        file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(Counted(2))));
        Assert.Equal(found, (await FindAsync(file, NoSample, "user-1")).RowsMatched);
    }

    /// <summary>apache/arrow-go#525: the filter's bits were released before they were written.</summary>
    [Fact]
    public async Task An_empty_bloom_filter_rules_nothing_out() => Assert.Equal(1, (await FindAsync(WithFilter(new byte[32]), NoSample, "user-2")).RowsMatched);

    /// <summary>What nothing in the file gives away is found in the sample: here the one chunk that there is.</summary>
    [Theory]
    [InlineData("bloom filter")]
    [InlineData("bounds")]
    [InlineData("null count")]
    [InlineData("pages by encoding")]
    public async Task An_untruth_that_the_sample_meets_turns_pruning_off(string untruth)
    {
        HandmadeFile file = untruth switch
        {
            "bloom filter" => WithFilter([.. Enumerable.Repeat((byte)0x10, 32)]),
            "bounds" => WithStatistics(HiddenValueTests.Statistics("user-3"u8.ToArray(), "user-4"u8.ToArray())),
            "null count" => WithStatistics(Counted(3)),
            _ => WithEncodingStats(),
        };
        Assert.Equal(0, (await FindAsync(file, NoSample, "user-2")).RowsMatched);
        Findings findings = await FindAsync(file, new ParquetEraserOptions(), "user-2");
        Assert.Equal(1, findings.RowsMatched);
        Notice notice = Assert.Single(findings.Notices);
        Assert.Equal(NoticeCode.PruningUntrusted, notice.Code);
        Assert.StartsWith("Row group 0, column c: ", notice.Place, StringComparison.Ordinal);
        Assert.Equal(1, (await FindAsync(file, new ParquetEraserOptions { UseIndexes = false }, "user-2")).RowsMatched);
        Erased erased = await Erase.RunAsync(new ParquetRowEraser(), file.Finish(), Erase.By("c", "user-2"));
        Assert.Equal(1, erased.Findings.RowsMatched);
    }

    [Fact]
    public async Task The_same_file_gives_the_same_sample_and_a_truthful_one_no_notice()
    {
        HandmadeFile file = new() { HasOrder = true };
        for (int i = 0; i < 40; i++)
        {
            byte[] min = Encoding.UTF8.GetBytes($"user-{i:D2}a"), max = Encoding.UTF8.GetBytes($"user-{i:D2}b");
            file.Begin().DataPage(Plain($"user-{i:D2}a", $"user-{i:D2}b"), 2);
            file.End(2, 2, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics(min, i == 7 ? Encoding.UTF8.GetBytes($"user-{i:D2}aa") : max))));
        }

        Findings first = await FindAsync(file, new ParquetEraserOptions(), "user-30a"), second = await FindAsync(file, new ParquetEraserOptions(), "user-30a");
        Assert.Equal(first.BytesRead, second.BytesRead);
        Assert.Equal(first.Notices, second.Notices);
        Findings all = await FindAsync(file, new ParquetEraserOptions { AuditedShare = 1 }, "user-30a");
        Assert.Equal(1, all.RowsMatched);
    }

    /// <summary>apache/parquet-java#3457, apache/arrow#46391, and what else a column index can contradict.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("null pages without nulls")]
    [InlineData("null pages with bounds")]
    [InlineData("least above greatest")]
    [InlineData("another order")]
    [InlineData("more nulls than rows")]
    [InlineData("another number of nulls than the footer's")]
    [InlineData("shorter than the offset index")]
    public async Task A_column_index_that_contradicts_itself_rules_no_page_out(string slip)
    {
        HandmadeFile file = WithColumnIndex(slip);
        Findings findings = await FindAsync(file, NoSample, "user-4");
        Assert.Equal(1, findings.RowsMatched);
        Assert.Equal(slip == "none" ? 0 : 1, findings.Notices.Count);
    }

    [Theory]
    [InlineData("\u0007\0\0\0", "\u0009\0\0\0", false)]
    [InlineData("\u0020\0\0\0", "\u0030\0\0\0", true)]
    [InlineData("\u0004\0\0\0", "\u0005\0\0\0", true)]
    public async Task Page_bounds_of_numbers_that_are_not_the_chunks_rule_no_page_out(string min, string max, bool isTold)
    {
        HandmadeFile file = new() { Type = 1, HasOrder = true };
        file.Begin().DataPage([1, 0, 0, 0, 3, 0, 0, 0], 2);
        file.DataPage([7, 0, 0, 0, 9, 0, 0, 0], 2);
        file.End(4, 4, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics([1, 0, 0, 0], [9, 0, 0, 0]))));
        file.AddIndexes([0, 2], [("\u0001\0\0\0", "\u0003\0\0\0"), (min, max)]);
        Findings findings = await FindAsync(file, NoSample, "7");
        Assert.Equal((1, isTold ? 1 : 0), (findings.RowsMatched, findings.Notices.Count));
    }

    /// <summary>arrow-rs 59.3 compares a page's nulls with its rows, of which a page of lists may have as many and values besides.</summary>
    [Fact]
    public async Task A_page_of_lists_that_is_called_one_of_nulls_is_read()
    {
        HandmadeFile file = new() { Repetition = 2, HasOrder = true };
        file.Begin().DataPage([.. Levels(true, 0, 1, 0), .. Levels(true, 1, 1, 0), .. Plain("user-1", "user-2")], 3);
        file.End(2, 3);
        file.AddIndexes([0], [("", "")]);
        Assert.Equal(1, (await FindAsync(file, NoSample, "user-2")).RowsMatched);
    }

    /// <summary>Texts compared as UTF-16, as JavaScript does: U+1F600 comes before U+FF5E there, and behind it in UTF-8.</summary>
    [Fact]
    public async Task Bounds_in_the_order_of_UTF16_rule_no_text_out()
    {
        HandmadeFile file = new() { Converted = 0, HasOrder = true };
        file.Begin().DataPage(Plain("a", "\U0001F600", "\uFF5E"), 3);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(HiddenValueTests.Statistics("a"u8.ToArray(), Encoding.UTF8.GetBytes("\uFF5E")))));
        Assert.Equal(1, (await FindAsync(file, NoSample, "\U0001F600")).RowsMatched);
    }

    private static HandmadeFile WithColumnIndex(string slip)
    {
        HandmadeFile file = new() { Repetition = 1, HasOrder = true };
        long first = file.Begin().Position;
        file.DataPage([.. Levels(true, 1, 1), .. Plain("user-1", "user-2")], 2);
        long second = file.Position;
        file.DataPage([.. Levels(true, 1, 1), .. Plain("user-3", "user-4")], 2);
        long end = file.Position;
        ThriftStruct offsets = new(), index = new();
        offsets.Set(1, ThriftValue.Of(Structs(Location(first, second - first, 0), Location(second, end - second, 2))));
        bool areNull = slip is "null pages without nulls" or "null pages with bounds";
        byte[] none = slip == "null pages without nulls" ? [] : "user-3"u8.ToArray();
        index.Set(1, ThriftValue.Of(List(ThriftType.True, ThriftValue.Bool(false), ThriftValue.Bool(areNull))));
        index.Set(2, ThriftValue.Of(List(ThriftType.Binary, ThriftValue.Binary("user-1"u8.ToArray()), ThriftValue.Binary(slip == "least above greatest" ? "user-9"u8.ToArray() : none))));
        index.Set(3, ThriftValue.Of(List(ThriftType.Binary, ThriftValue.Binary("user-2"u8.ToArray()), ThriftValue.Binary(slip == "null pages without nulls" ? [] : "user-4"u8.ToArray()))));
        index.SetI32(4, slip == "another order" ? 2 : 1);
        index.Set(5, ThriftValue.Of(ThriftList.OfI64([0, slip switch { "more nulls than rows" => 3, "another number of nulls than the footer's" => 1, "null pages with bounds" => 2, _ => 0 }])));
        if (slip == "shorter than the offset index")
        {
            foreach (short list in (short[])[1, 2, 3, 5])
            {
                index.List(list)!.Items.RemoveAt(1);
            }
        }

        byte[] indexBytes = CompactWriter.ToArray(index), offsetBytes = CompactWriter.ToArray(offsets);
        file.End(4, 4, meta => meta.Set(12, ThriftValue.Of(Counted(0))), chunk =>
        {
            chunk.SetI64(4, end + indexBytes.Length);
            chunk.SetI32(5, offsetBytes.Length);
            chunk.SetI64(6, end);
            chunk.SetI32(7, indexBytes.Length);
        });
        file.Gap(indexBytes);
        file.Gap(offsetBytes);
        return file;
    }

    private static HandmadeFile WithFilter(byte[] bits)
    {
        HandmadeFile file = new() { HasOrder = true };
        file.Begin().DataPage(Plain("user-1", "user-2", "user-3", new string('z', 400)), 4);
        long end = file.Position;
        ThriftStruct header = new();
        header.SetI32(1, bits.Length);
        foreach (short union in (short[])[2, 3, 4])
        {
            ThriftStruct choice = new();
            choice.Set(1, ThriftValue.Of(new ThriftStruct()));
            header.Set(union, ThriftValue.Of(choice));
        }

        byte[] serialized = [.. CompactWriter.ToArray(header), .. bits];
        file.End(4, 4, meta =>
        {
            meta.SetI64(14, end);
            meta.SetI32(15, serialized.Length);
        });
        file.Gap(serialized);
        return file;
    }

    private static HandmadeFile WithStatistics(ThriftStruct statistics)
    {
        HandmadeFile file = new() { Repetition = 1, HasOrder = true };
        file.Begin().DataPage([.. Levels(true, 1, 1, 1), .. Plain("user-1", "user-2", "user-3")], 3);
        file.End(3, 3, meta => meta.Set(12, ThriftValue.Of(statistics)));
        return file;
    }

    private static HandmadeFile WithEncodingStats()
    {
        HandmadeFile file = new() { HasOrder = true };
        file.Begin().DictionaryPage(Plain("user-1"), 1);
        file.DataPage(Indices(1, 0, 0), 2, 8);
        file.DataPage(Plain("user-2"), 1);
        ThriftStruct stats = new();
        stats.SetI32(1, 0);
        stats.SetI32(2, 8);
        stats.SetI32(3, 2);
        file.End(3, 3, meta => meta.Set(13, ThriftValue.Of(Structs(stats))));
        return file;
    }

    private static ThriftStruct Counted(long nulls)
    {
        ThriftStruct statistics = new();
        statistics.SetI64(3, nulls);
        return statistics;
    }

    private static ThriftStruct Location(long offset, long size, long firstRow)
    {
        ThriftStruct location = new();
        location.SetI64(1, offset);
        location.SetI32(2, (int)size);
        location.SetI64(3, firstRow);
        return location;
    }

    private static ThriftList Structs(params ThriftStruct[] items) => List(ThriftType.Struct, [.. items.Select(ThriftValue.Of)]);

    private static ThriftList List(ThriftType type, params ThriftValue[] items)
    {
        ThriftList list = new(type);
        list.Items.AddRange(items);
        return list;
    }

    private static byte[] Bytes(ulong value)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static async Task<Findings> FindAsync(HandmadeFile file, ParquetEraserOptions options, string value) =>
        await new ParquetRowEraser(options).FindAsync(new MemoryByteSource(file.Finish()), Erase.By("c", value), CancellationToken.None);
}
